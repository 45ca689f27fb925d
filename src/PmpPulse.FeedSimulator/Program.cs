Console.Error.WriteLine("PmpPulse.FeedSimulator has nothing to run yet.");
return 1;
