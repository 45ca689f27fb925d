namespace PmpPulse.Testing.Sql;

/// <summary>
/// The DuckDB keywords and functions that translations may use. Written out by hand, so that whoever adds a function to the translator
/// considers what it can reach before adding it here.
/// </summary>
internal static class EmittedWords
{
    public static IReadOnlyList<string> All { get; } =
    [
        "ALL", "AND", "ANTI", "AS", "ASC", "AT", "BETWEEN", "BIGINT", "BIT", "BLOB", "BOOLEAN", "BY", "CASE", "CAST", "COALESCE", "CROSS", "CURRENT", "DATE",
        "DECIMAL", "DELETE", "DESC", "DISTINCT", "DOUBLE", "ELSE", "END", "EXCEPT", "EXISTS", "FALSE", "FILTER", "FIRST", "FOLLOWING", "FROM",
        "FULL", "GROUP", "HAVING", "HUGEINT", "IGNORE", "IN", "INSERT", "INTEGER", "INTERSECT", "INTERVAL", "INTO", "IS", "JOIN", "JSON", "LAST",
        "LATERAL", "LEFT", "LIKE", "LIMIT", "MATCHED", "MATERIALIZED", "MERGE", "NOT", "NULL", "NULLIF", "NULLS", "OFFSET", "ON", "OR", "ORDER", "OVER", "PARTITION",
        "PRECEDING", "QUALIFY", "RANGE", "RIGHT", "ROW", "ROWS", "SELECT", "SEMI", "SET", "SOURCE", "STRUCT", "TARGET", "THEN", "TIME", "TIMESTAMP",
        "TIMESTAMPTZ", "TRUE", "TRY", "TRY_CAST", "UNBOUNDED", "UNION", "UPDATE", "USING", "VALUES", "VARCHAR", "WHEN", "WHERE", "WITH", "ZONE",
        "lambda", "true", "false", "rowid",

        "abs", "acos", "acosh", "any_value", "approx_count_distinct", "arg_max_null", "arg_min_null", "array_to_string", "ascii", "asin", "asinh",
        "atan", "atan2", "atanh", "avg", "bit_and", "bit_or", "bit_xor", "bool_and", "bool_or", "cbrt", "ceil", "chr", "corr", "cos", "cosh",
        "count", "covar_pop", "covar_samp", "cume_dist", "date_diff", "date_trunc", "day", "dayofweek", "dayofyear", "decode", "dense_rank",
        "encode", "ends_with", "epoch", "epoch_us", "exp", "first_value", "flatten", "floor", "from_base64", "generate_series", "greatest", "hex",
        "hour", "isinf", "isnan", "isodow", "isoyear", "json", "json_extract", "json_extract_string", "json_object", "json_type", "json_valid",
        "lag", "last_value", "lead", "least", "left", "len", "length", "levenshtein", "list", "list_bool_or", "list_contains", "list_filter",
        "list_reverse", "list_sum", "list_transform", "ln", "log10", "lower", "lpad", "ltrim", "make_date", "make_time", "make_timestamp", "max", "md5",
        "microsecond", "millisecond", "min", "minute", "month", "nth_value", "ntile", "octet_length", "percent_rank", "pmp_check_result",
        "pmp_claim_memory", "pmp_geography", "pmp_geography_contains", "pmp_geography_point", "pmp_limit_steps", "pow", "printf",
        "quantile_cont", "quantile_disc", "quarter", "random", "range", "rank", "regexp_escape", "regexp_extract", "regexp_extract_all",
        "regexp_full_match", "regexp_matches", "regexp_replace", "repeat", "replace", "reverse", "right", "round", "row_number", "rpad", "rtrim",
        "second", "sha1", "sha256", "sign", "sin", "sinh", "sqrt", "starts_with", "stddev_pop", "stddev_samp", "strftime", "string_agg",
        "string_split", "strlen", "strpos", "strptime", "struct_pack", "substring", "sum", "tan", "tanh", "to_base64", "to_days", "to_hours",
        "to_json", "to_microseconds", "to_minutes", "to_months", "translate", "trim", "trunc", "unhex", "unicode", "unnest", "upper", "uuid",
        "var_pop", "var_samp", "weekofyear", "xor", "year",
    ];
}
