Console.Error.WriteLine("PmpPulse.Cli has nothing to run yet.");
return 1;
