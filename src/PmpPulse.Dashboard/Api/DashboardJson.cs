using System.Text.Json.Serialization;

namespace PmpPulse.Dashboard.Api;

/// <summary>Answers have the marts' own spelling of names: <c>snake_case</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(NowAnswer))]
[JsonSerializable(typeof(MapStationsAnswer))]
[JsonSerializable(typeof(MapStateAnswer))]
[JsonSerializable(typeof(HistoryAnswer))]
[JsonSerializable(typeof(StationsAnswer))]
[JsonSerializable(typeof(StationDetailAnswer))]
[JsonSerializable(typeof(CityAnswer))]
[JsonSerializable(typeof(AreaAnswer))]
[JsonSerializable(typeof(OpsAnswer))]
internal sealed partial class DashboardJson : JsonSerializerContext;
