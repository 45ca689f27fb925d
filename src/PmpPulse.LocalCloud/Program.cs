Console.Error.WriteLine("PmpPulse.LocalCloud has nothing to run yet.");
return 1;
