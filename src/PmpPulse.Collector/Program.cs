Console.Error.WriteLine("PmpPulse.Collector has nothing to run yet.");
return 1;
