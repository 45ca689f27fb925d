using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using PmpPulse.Curation.Pipeline;
using PmpPulse.Curation.Tests.Support;
using PmpPulse.Feeds.StationStatus;
using PmpPulse.Testing;

namespace PmpPulse.Curation.Tests.Stages;

/// <summary>
/// The hot path must agree with the reference reader however its templates were learned: on feeds whose stations share a few forms, made
/// so that a station nearly has the form of another.
/// </summary>
public sealed partial class TemplateAgreementTests : IDisposable
{
    private static readonly string[] Forms =
    [
        CuratorTests.Velib,
        """{"station_id": "5220", "is_installed": true, "is_renting": true, "is_returning": false, "last_reported": 1760778000, "num_vehicles_available": 3, "num_bikes_available": 3, "num_docks_available": 20, "vehicle_types_available": [{"vehicle_type_id": "t-human", "count": 1}, {"vehicle_type_id": "t-electric", "count": 2}]}""",
        """{"station_id":"a","is_installed":true,"is_renting":true,"is_returning":true,"last_reported":"2025-10-18T08:31:34Z","num_vehicles_available":2,"vehicle_docks_available":[{"vehicle_type_ids":["t-human"],"count":3},{"vehicle_type_ids":["x"],"count":4}],"rental_methods":["KEY","CARD"],"lat":-48.5e0}""",
        "{\n  \"is_installed\": 1,\n  \"last_reported\": 1760776294,\n  \"eightd_has_available_keys\": false,\n  \"num_ebikes_available\": 2,\n  \"num_docks_available\": 3,\n  \"is_renting\": 1,\n  \"is_returning\": 1,\n  \"station_id\": \"ed707a89-a68d-4921-a4cb-16c268e45a5b\",\n  \"num_bikes_available\": 20\n}",
        """{"station_id":12,"station_code":"x","num_bikes_available":1,"num_bikes_available_types":{"electric":1,"smart":{"mechanical":7},"classic":0},"name":"Évry","num_docks_available":1}""",
    ];

    private readonly ThreadLocal<Curator> _curator = new(StatusFeed.Curator);

    public void Dispose() => _curator.Dispose();

    [Fact]
    public void Curate_StationsOfAFewForms_AgreesWithTheReference() => Gen.Int.Sample(seed =>
    {
        Agreement.Compare(Message(new Random(seed), isHostile: false), _curator.Value).Should().BePositive();
    }, iter: 2_000);

    [Fact]
    public void Curate_HostileStationsForLong_AgreesWithTheReference() =>
        Gen.Int.Sample(seed => { Agreement.Compare(Message(new Random(seed), isHostile: true), _curator.Value); }, iter: 1_000);

    [Fact]
    public void Curate_StationsThatNearlyHaveAForm_AgreesWithTheReference()
    {
        var rows = 0;
        Gen.Int.Sample(seed => { Interlocked.Add(ref rows, Agreement.Compare(Message(new Random(seed), isHostile: true))); }, iter: 4_000);
        rows.Should().BeGreaterThan(4_000);
    }

    [Fact]
    public void Curate_AFormCutOffAnywhere_AgreesWithTheReference()
    {
        foreach (var form in Forms)
        {
            var feed = Messages.Feed(form, Renumbered(new Random(1), form));
            var curator = StatusFeed.Curator();
            Agreement.Compare(Messages.Envelope(feed, Messages.EventTs), curator);
            for (var length = 2; length < feed.Length; length++) Agreement.Compare(Messages.OfBody(Encoding.UTF8.GetBytes(feed[..length]), Messages.EventTs), curator);
        }
    }

    [Fact]
    public void Curate_AnotherByteAnywhereInAForm_AgreesWithTheReference()
    {
        foreach (var form in Forms)
        {
            var curator = StatusFeed.Curator();
            var random = new Random(form.Length);
            for (var at = 0; at < form.Length; at++)
            {
                foreach (var other in "0719.-eE\"\\}{][, \n\u0001tfnx")
                {
                    Agreement.Compare(Messages.Envelope(Messages.Feed(form, $"{form[..at]}{other}{form[(at + 1)..]}", Renumbered(random, form)), Messages.EventTs), curator);
                }
            }
        }
    }

    [Fact]
    public void Curate_OtherVehicleTypes_ForgetsWhatTheyCountedAs()
    {
        var curator = StatusFeed.Curator();
        foreach (var propulsion in new[] { "human", "electric", "human" })
        {
            var types = Encoding.UTF8.GetBytes($$"""[{"vehicle_type_id":"t-human","form_factor":"bicycle","propulsion_type":"{{propulsion}}"}]""");
            Agreement.Compare(Messages.OfBody(Encoding.UTF8.GetBytes(Messages.Feed(Forms[1], Renumbered(new Random(1), Forms[1]))), Messages.EventTs, types), curator).Should().BePositive();
        }
    }

    [Fact]
    public void Curate_VelibStations_NeedsTheReferenceForNone()
    {
        var random = new Random(1);
        var curated = StatusFeed.Curator().Curate(Messages.OfStations([.. Enumerable.Range(0, 100).Select(_ => Renumbered(random, CuratorTests.Velib))]));

        curated.Counts.ReferenceRead.Should().Be(0);
    }

    [Fact]
    public void Curate_VelibStations_MatchATemplateButForTheFirst()
    {
        var random = new Random(1);
        var rows = (StationStatusRows)StatusFeed.Feed.NewRows();
        var curator = new Curator(StatusFeed.Feed with { NewRows = () => rows });
        string[] stations = [.. Enumerable.Range(0, 100).Select(_ => Renumbered(random, CuratorTests.Velib))];

        curator.Curate(Messages.OfStations(stations)).Counts.Elements.Should().Be(100);

        rows.TemplateMatches.Should().Be(99);
    }

    private static byte[] Message(Random random, bool isHostile)
    {
        var generator = new FeedGenerator(random);
        var forms = new[] { Choose(random, Forms), Choose(random, Forms), isHostile ? generator.Station() : Forms[0] };
        var stations = Enumerable.Range(0, random.Next(4, 24)).Select(_ => Choose(random, forms)).Select(form => isHostile && random.Next(4) == 0 ? Broken(random, form) : Renumbered(random, form));
        // the forms first, as they are learned
        return Messages.OfBody(Encoding.UTF8.GetBytes(Messages.Feed([.. forms.Select(form => Renumbered(random, form)), .. stations])), Messages.EventTs, generator.SystemTypes());
    }

    /// <summary>The same form with other numbers, of other lengths.</summary>
    private static string Renumbered(Random random, string form) => Digits().Replace(form, match => match.Value.Length switch
    {
        1 when match.Value is "0" or "1" => random.Next(2).ToString(System.Globalization.CultureInfo.InvariantCulture),
        1 or 2 => random.Next(60).ToString(System.Globalization.CultureInfo.InvariantCulture),
        10 when match.Value.StartsWith("17", StringComparison.Ordinal) => (1_760_770_000 + random.Next(9_000)).ToString(System.Globalization.CultureInfo.InvariantCulture),
        > 4 => random.NextInt64(1, (long)Math.Pow(10, random.Next(1, 18))).ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => match.Value,
    });

    private static string Broken(Random random, string form)
    {
        if (random.Next(3) == 0) return Encoding.Latin1.GetString(ByteMutator.Mutate(random, Encoding.UTF8.GetBytes(form)));
        var numbers = Digits().Matches(form);
        if (numbers.Count == 0) return form;
        var number = numbers[random.Next(numbers.Count)];
        return $"{form[..number.Index]}{Choose(random, FeedGenerator.Values)}{form[(number.Index + number.Length)..]}";
    }

    private static string Choose(Random random, string[] values) => values[random.Next(values.Length)];

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();
}
