using System.Text;
using PmpPulse.Feeds.Templates;

namespace PmpPulse.Feeds.Tests.Templates;

public sealed class TemplateShelfTests
{
    private readonly TemplateShelf<ElementTemplate> _shelf = new(template => template);
    private int _learned;

    [Fact]
    public void Match_AKnownForm_IsFoundAndReadFirstNextTime()
    {
        for (var form = 0; form < 3; form++) Read(form);

        Read(0).Should().BeTrue();
        Read(2).Should().BeTrue();
        _learned.Should().Be(3);
    }

    [Fact]
    public void Match_AFeedWhoseEveryElementIsNew_RestsAndIsBounded()
    {
        for (var form = 0; form < 20_000; form++) Read(form).Should().BeFalse();

        _shelf.Count.Should().Be(TemplateShelf<ElementTemplate>.Capacity);
        _learned.Should().BeLessThan(100, "what nothing matches isn't worth learning");
    }

    [Fact]
    public void Match_FormsThatDifferOnlyAtTheirEnd_RestsMostOfTheTime()
    {
        var random = new Random(1);

        var matched = Enumerable.Range(0, 20_000).Count(_ => Read(random.Next(TemplateShelf<ElementTemplate>.Capacity)));

        matched.Should().BeLessThan(5_000, "where most of the forms are tried in vain, matching costs more than it saves");
    }

    [Fact]
    public void Match_AFeedThatBecomesOrdinary_IsLearnedAgain()
    {
        for (var form = 0; form < 5_000; form++) Read(form);

        for (var element = 0; element < 2_000; element++) Read(-1);

        Read(-1).Should().BeTrue();
    }

    private bool Read(int form)
    {
        var json = Encoding.UTF8.GetBytes($$"""{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"form{{form}}":9}""");
        var at = 0;
        if (_shelf.Match(json, ref at) is not null)
        {
            at.Should().Be(json.Length);
            return true;
        }

        if (!_shelf.MayLearn) return false;
        _learned++;
        _shelf.Add(TemplateLearner.Learn(json, _ => false));
        return false;
    }
}
