namespace PmpPulse.GoogleSql.Tests.Security;

/// <summary>Texts that close, reopen or inject something in one of the languages a statement passes through.</summary>
internal static class HostileTexts
{
    /// <param name="path">A file with a secret, which no statement may show.</param>
    public static IReadOnlyList<string> All(string path) =>
    [
        "{0}", "{1}", "{*}", "{*| || }", "{!{0}}", "{call}", "{", "}", "{{", "}}", "{{0}}", "}{", "'{0}'", "#{0}#", "${0}", "$$", "$a$", "$1", "@p", "?",
        "'", "''", "'''", "\"", "\"\"", "`", "\\", "\\'", "\\\\'", "\\", "\0", "a\0'b", "\n", "\r\n--", "--", "-- x", "/*", "*/", "/* */", "#", ";", "\u2019", "\u02bc", "\uff07", "\ufeff", "\u202e",
        "\\u0027", "\\x27", "\\047", "U&'\\0027'", "E'\\''", "x'27'", "b'27'", "%27", "&#39;", "%s", "%d%n", "\\0", "\\1", "$0", "(?i)", "[", "(", ")", "()", "))", "]]", ",", ", ", "' || '", "' OR '1'='1",
        $"') || (SELECT content FROM read_text('{path}')) || ('",
        $" ) || (SELECT content FROM read_text($${path}$$)) || concat( ",
        $"' UNION ALL SELECT content FROM read_text('{path}') --",
        $"\" AS x, (SELECT content FROM read_text('{path}')) AS \"y",
        $"'; COPY (SELECT 1) TO '{path}.copy'; --",
        $"'; ATTACH '{path}.db'; --",
        "'; INSTALL httpfs; LOAD httpfs; --",
        "'; PRAGMA database_list; --",
        "'; SET enable_external_access = true; --",
        "' || getenv('HOME') || '",
        "' || (SELECT string_agg(file, ',') FROM glob('/*')) || '",
        "' || (SELECT count(*) FROM duckdb_secrets()) || '",
        "' || current_setting('temp_directory') || '",
        $"{path}", $"'{path}'", "file.csv", "data.parquet", "https://example.org/x.json", "../../x.db",
    ];

    /// <summary>One of each kind, for tests that try many places.</summary>
    public static IReadOnlyList<string> Sharpest(string path) =>
    [
        "{0}", "}}", "'", "\"", "\\", "\0", "$$", "--", "(", "%s%n",
        $"') || (SELECT content FROM read_text('{path}')) || ('",
        $" ) || (SELECT content FROM read_text($${path}$$)) || concat( ",
    ];
}
