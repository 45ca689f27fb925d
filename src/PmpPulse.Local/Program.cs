using PmpPulse.Local;

return await LocalProgram.RunAsync(args);
