using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PmpPulse.Dashboard.Answers;
using PmpPulse.Dashboard.Board;
using PmpPulse.Dashboard.Sources;

namespace PmpPulse.Dashboard.Api;

/// <summary>The page's data, as JSON for anybody: each answer is made once for all who ask, until what it is made of is read again.</summary>
internal sealed class ApiEndpoints(CitySources sources, Boards boards, Marts.MartReader reader, TimeProvider clock)
{
    private const string Json = "application/json";
    private const string GeoJson = "application/geo+json";
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    private readonly Remembered<Answer> _now = new();
    private readonly Remembered<Answer> _mapStations = new();
    private readonly Remembered<Answer> _mapState = new();
    private readonly Remembered<Answer> _history = new();
    private readonly Remembered<Answer> _stations = new();
    private readonly Remembered<Answer> _geoJson = new();
    private readonly Remembered<Answer> _csv = new();
    private readonly Remembered<Answer> _areas = new();
    private readonly Remembered<Answer> _shapes = new();
    private readonly Remembered<Answer> _city = new();
    private readonly Remembered<MapStationsAnswer> _list = new();
    private readonly StationMaker _station = new();

    public void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api");
        api.MapMethods("/now", Methods, NowAsync);
        api.MapMethods("/map/stations", Methods, MapStationsAsync);
        api.MapMethods("/map/state", Methods, MapStateAsync);
        api.MapMethods("/map/areas", Methods, context => AreasAsync(context, _shapes, withFigures: false));
        api.MapMethods("/areas.geojson", Methods, context => AreasAsync(context, _areas, withFigures: true));
        api.MapMethods("/history", Methods, HistoryAsync);
        api.MapMethods("/stations", Methods, context => StationsAsync(context, _stations, (board, _) => Make(StationFiles.List(sources.Options.SystemId, board), DashboardJson.Default.StationsAnswer)));
        api.MapMethods("/stations.geojson", Methods, context => StationsAsync(context, _geoJson, (board, _) => new Answer(StationFiles.GeoJson(board), GeoJson)));
        api.MapMethods("/stations.csv", Methods, context => StationsAsync(context, _csv, (board, _) => new Answer(StationFiles.Csv(board), "text/csv; charset=utf-8")));
        api.MapMethods("/stations/{id}", Methods, StationAsync);
        api.MapMethods("/city", Methods, CityAsync);
        api.MapMethods("/ops", Methods, OpsAsync);
        api.MapMethods("/openapi.json", Methods, context => AnswerWriter.WriteAsync(context, OpenApiDocument.Answer, OpenApiDocument.Lifetime));
    }

    private async Task NowAsync(HttpContext context)
    {
        var boarding = boards.GetAsync(context.RequestAborted);
        var totals = await sources.Totals.GetAsync(context.RequestAborted);
        var (board, key, marts) = await boarding;
        var next = sources.States.NextTs;
        await WriteAsync(context, _now.Get($"{key}/{totals.Version}/{next.UtcTicks}", () => Make(NowMaker.Make(sources.Options, board, totals, marts, next), DashboardJson.Default.NowAnswer)));
    }

    private async Task MapStationsAsync(HttpContext context)
    {
        var (board, key, _) = await boards.GetAsync(context.RequestAborted);
        await WriteAsync(context, _mapStations.Get(key, () => Make(List(board, key), DashboardJson.Default.MapStationsAnswer)));
    }

    private async Task MapStateAsync(HttpContext context)
    {
        var (board, key, _) = await boards.GetAsync(context.RequestAborted);
        await WriteAsync(context, _mapState.Get(key, () => Make(MapMaker.State(board, List(board, key).Version), DashboardJson.Default.MapStateAnswer)));
    }

    private async Task HistoryAsync(HttpContext context)
    {
        var (board, key, _) = await boards.GetAsync(context.RequestAborted);
        var history = await sources.Windows.GetAsync(context.RequestAborted);
        var list = List(board, key);
        await WriteAsync(
            context,
            _history.Get($"{list.Version}/{history.Version}", () => Make(MapMaker.History(history, list), DashboardJson.Default.HistoryAnswer)),
            sources.Windows.NextTs);
    }

    private async Task StationsAsync(HttpContext context, Remembered<Answer> remembered, Func<CityBoard, string, Answer> make)
    {
        var (board, key, _) = await boards.GetAsync(context.RequestAborted);
        await WriteAsync(context, remembered.Get(key, () => make(board, key)));
    }

    private async Task AreasAsync(HttpContext context, Remembered<Answer> remembered, bool withFigures)
    {
        var shapes = await sources.AreaShapes.GetAsync(context.RequestAborted);
        var (board, key, _) = await boards.GetAsync(context.RequestAborted);
        // the shapes alone change with the list of stations, not with every snapshot
        var made = withFigures ? key : List(board, key).Version;
        await WriteAsync(
            context, remembered.Get($"{made}/{shapes.Version}", () => new Answer(AreaFiles.GeoJson(board, shapes.Rows, withFigures), GeoJson)), withFigures ? null : sources.AreaShapes.NextTs);
    }

    private async Task StationAsync(HttpContext context)
    {
        // a slash in an id reaches us as it was encoded
        var id = ((string)context.Request.RouteValues["id"]!).Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var cancel = context.RequestAborted;
        var (windows, usual, weeks, scores) = (sources.Windows.GetAsync(cancel), sources.StationUsual.GetAsync(cancel), sources.Weeks.GetAsync(cancel), sources.Scores.GetAsync(cancel));
        var (board, _, marts) = await boards.GetAsync(cancel);
        var answer = _station.Make(id, board, await windows, await usual, await weeks, await scores, marts);
        if (answer is null)
        {
            await new ServiceDefaults.Http.Problem(StatusCodes.Status404NotFound, "station_not_found", "The newest snapshots have no such station.").ToResult().ExecuteAsync(context);
            return;
        }

        await WriteAsync(context, Make(answer, DashboardJson.Default.StationDetailAnswer));
    }

    private async Task CityAsync(HttpContext context)
    {
        var cancel = context.RequestAborted;
        var (totals, usual, windows) = (sources.Totals.GetAsync(cancel), sources.CityUsual.GetAsync(cancel), sources.Windows.GetAsync(cancel));
        var (board, key, marts) = await boards.GetAsync(cancel);
        var (day, hours, history) = (await totals, await usual, await windows);
        await WriteAsync(
            context,
            _city.Get($"{key}/{day.Version}/{hours.Version}/{history.Version}", () => Make(CityMaker.Make(board, day, hours, history, marts), DashboardJson.Default.CityAnswer)));
    }

    private async Task OpsAsync(HttpContext context)
    {
        var cancel = context.RequestAborted;
        var (states, totals, quality) = (sources.States.GetAsync(cancel), sources.Totals.GetAsync(cancel), sources.Quality.GetAsync(cancel));
        var (board, _, marts) = await boards.GetAsync(cancel);
        await WriteAsync(context, Make(OpsMaker.Make(board, await states, await totals, await quality, marts, reader), DashboardJson.Default.OpsAnswer));
    }

    private MapStationsAnswer List(CityBoard board, string key) => _list.Get(key, () => MapMaker.Stations(board));

    private Task WriteAsync(HttpContext context, Answer answer, DateTimeOffset? next = null) => AnswerWriter.WriteAsync(context, answer, (next ?? sources.States.NextTs) - clock.GetUtcNow());

    private static Answer Make<T>(T value, JsonTypeInfo<T> type) => new(JsonSerializer.SerializeToUtf8Bytes(value, type), Json);
}
