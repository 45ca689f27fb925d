using Serilog;

// the least that a web service with structured logs can be: what our services' start and memory are compared with
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSerilog(logger => logger.WriteTo.Console());
var app = builder.Build();
app.UseSerilogRequestLogging();
app.MapGet("/healthz", () => "ok");
app.Run();
