Console.Error.WriteLine("PmpPulse.Curation has nothing to run yet.");
return 1;
