namespace PmpPulse.GoogleSql.Functions;

internal static class FormatFunctions
{
    public static void Declare(FunctionTable table)
    {
    }
}
