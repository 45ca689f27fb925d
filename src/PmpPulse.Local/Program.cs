Console.Error.WriteLine("PmpPulse.Local has nothing to run yet.");
return 1;
