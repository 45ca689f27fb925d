using System.IO.Hashing;
using System.Text;
using PmpPulse.Dashboard.Board;
using PmpPulse.Dashboard.Marts;
using PmpPulse.Dashboard.Sources;

namespace PmpPulse.Dashboard.Api;

/// <summary>Puts the stations in columns, which is a third of what a list of objects weighs.</summary>
internal static class MapMaker
{
    private const int MuteBit = 4;

    public static MapStationsAnswer Stations(CityBoard board)
    {
        var stations = board.Stations;
        return new MapStationsAnswer(
            Version(stations),
            [.. stations.Select(station => station.Id)],
            [.. stations.Select(station => station.Now.Code)],
            [.. stations.Select(station => station.Now.Name)],
            [.. stations.Select(station => station.HasPlace ? Round(station.Now.Lat) : null)],
            [.. stations.Select(station => station.HasPlace ? Round(station.Now.Lon) : null)],
            [.. stations.Select(station => station.Now.Capacity)],
            [.. stations.Select(station => station.Area?.AreaId)],
            [.. stations.Select(station => station.Area?.AreaName)]);
    }

    public static MapStateAnswer State(CityBoard board, string version) => new(
        version,
        board.EventTs,
        [.. board.Stations.Select(station => station.Now.Bikes)],
        [.. board.Stations.Select(station => station.Now.Ebikes)],
        [.. board.Stations.Select(station => station.Now.Docks)],
        [.. board.Stations.Select(station => Code(station.State) + (station.IsMute ? MuteBit : 0))],
        [.. board.Stations.Select(station => station.Flow?.Change30)]);

    public static HistoryAnswer History(CityHistory history, MapStationsAnswer list) => new(
        list.Version,
        ReadingReport.Name(history.State),
        history.Slots.Count == 0 ? null : history.Slots[0],
        (int)CityHistory.Slot.TotalSeconds,
        history.Slots.Count,
        [.. list.StationId.Select(id => history.Stations.TryGetValue(id, out var slots) ? (IReadOnlyList<int?>)[.. slots.Select(slot => slot.Bikes < 0 ? (int?)null : slot.Bikes)] : [])]);

    private static int Code(string state) => state switch { "empty" => 1, "full" => 2, "closed" => 3, _ => 0 };

    // a tenth of a metre
    private static double? Round(double? degrees) => degrees is null ? null : Math.Round(degrees.Value, 6);

    private static string Version(IReadOnlyList<BoardStation> stations)
    {
        var hash = new XxHash3();
        foreach (var station in stations)
        {
            hash.Append(Encoding.UTF8.GetBytes(FormattableString.Invariant(
                $"{station.Id}\n{station.Now.Code}\n{station.Now.Name}\n{station.Now.Lat}\n{station.Now.Lon}\n{station.Now.Capacity}\n{station.Area?.AreaId}\n{station.Area?.AreaName}\n")));
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }
}
