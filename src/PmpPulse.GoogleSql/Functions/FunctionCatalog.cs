using System.Collections.Frozen;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>All supported functions and operators. To add one, add a line to its list.</summary>
internal static class FunctionCatalog
{
    private static readonly FrozenDictionary<string, Function> Functions = Build(
        MathFunctions.Declare,
        StringFunctions.Declare,
        ConditionalFunctions.Declare,
        DateTimeFunctions.Declare,
        FormatFunctions.Declare,
        JsonFunctions.Declare,
        ArrayFunctions.Declare,
        HashFunctions.Declare,
        GeographyFunctions.Declare,
        AggregateFunctions.Declare,
        AnalyticFunctions.Declare);

    /// <summary>Operators by symbol.</summary>
    public static FrozenDictionary<string, Function> Operators { get; } = Build(OperatorFunctions.Declare);

    /// <summary>All functions, including aliases.</summary>
    public static IEnumerable<Function> All => Functions.Values;

    public static Function? Find(string name) => Functions.GetValueOrDefault(name);

    private static FrozenDictionary<string, Function> Build(params Action<FunctionTable>[] lists)
    {
        var table = new FunctionTable();
        foreach (var declare in lists) declare(table);

        return table.Functions.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
