using System.Globalization;
using Microsoft.Data.Sqlite;

namespace PmpPulse.LocalCloud.PubSub.MessageLog;

internal static class SqliteExtensions
{
    /// <summary>Runs statements that return no rows. Binds <paramref name="arguments"/> as <c>$1</c>, <c>$2</c>, …</summary>
    public static int Execute(this SqliteConnection connection, string sql, params ReadOnlySpan<object> arguments)
    {
        using var command = connection.Command(sql, arguments);
        return command.ExecuteNonQuery();
    }

    /// <summary>The integer in the first column of the first row; 0 if there is none.</summary>
    public static long Scalar(this SqliteConnection connection, string sql, params ReadOnlySpan<object> arguments)
    {
        using var command = connection.Command(sql, arguments);
        return command.ExecuteScalar() is { } value and not DBNull ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>A statement with its arguments bound.</summary>
    public static SqliteCommand Command(this SqliteConnection connection, string sql, params ReadOnlySpan<object> arguments)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < arguments.Length; i++)
        {
            command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"${i + 1}"), arguments[i]);
        }

        return command;
    }
}
