namespace PmpPulse.GoogleSql.Functions;

internal static class JsonFunctions
{
    public static void Declare(FunctionTable table)
    {
    }
}
