namespace PmpPulse.GoogleSql.Tests.Execution;

/// <summary>Three rows with a column of every type: plain values, edge values, NULLs.</summary>
internal static class SampleRows
{
    public const string From =
        """
        FROM UNNEST([
            STRUCT(1 AS i, 2.5 AS f, 'abc' AS s, TRUE AS b, DATE '2021-01-03' AS d,
                TIMESTAMP '2021-10-31 00:30:15.123456+00' AS t, DATETIME '2021-10-31 02:30:15' AS dt, NUMERIC '7.25' AS n,
                [3,1,2] AS a, b'xyz' AS y, TIME '12:34:56.5' AS tm, 'Europe/Paris' AS z, JSON '{"k":[1,"v",null,true,1.5]}' AS j),
            STRUCT(-7, -2.5, ' Été ', FALSE, DATE '2020-12-31',
                TIMESTAMP '1969-12-31 23:59:59.999999+00', DATETIME '1969-12-31 23:59:59', NUMERIC '-0.5',
                [], b'', TIME '00:00:00', 'Asia/Kolkata', JSON '[]'),
            STRUCT(NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL)])
        """;
}
