using PmpPulse.Contracts.Text;

namespace PmpPulse.Contracts.Tests.Text;

public sealed class CsvCellTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("Bastille", "Bastille")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("-5", "-5")]
    [InlineData("+3.5e2", "+3.5e2")]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("=HYPERLINK(\"http://evil\",\"x\")", "\"'=HYPERLINK(\"\"http://evil\"\",\"\"x\"\")\"")]
    [InlineData("+cmd|' /C calc'!A0", "\"'+cmd|' /C calc'!A0\"")]
    [InlineData("-2+3", "\"'-2+3\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("  =1", "\"'  =1\"")]
    [InlineData("＝1", "\"'＝1\"")]
    public void Of_Text_IsNeverAFormula(string? text, string cell) => CsvCell.Of(text).Should().Be(cell);
}
