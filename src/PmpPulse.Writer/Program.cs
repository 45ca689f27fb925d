Console.Error.WriteLine("PmpPulse.Writer has nothing to run yet.");
return 1;
