using System.Collections.Immutable;
using System.Net;

namespace FedPrune.Report.Tests;

public sealed class PageTests
{
    [Fact]
    public async Task It_holds_every_section_number_and_note_and_the_command()
    {
        var html = await ReportRenderer.RenderAsync(SamplePage.Page);
        Assert.StartsWith("<!DOCTYPE html>", html, StringComparison.Ordinal);
        string[] texts =
        [
            "T1. Accuracy at fixed communication", "70.1 ± 1.2", "−2.1 [−3.3, −0.9]", "Mean ± standard deviation over 3 seeds.",
            "./fedprune reproduce --scale quick", "t1.csv", "● noisy labels",
        ];
        Assert.All(texts, text => Assert.Contains(text, WebUtility.HtmlDecode(html), StringComparison.Ordinal));
        Assert.All(SamplePage.Arms, arm => Assert.Contains(arm, html, StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_needs_no_script_and_no_network()
    {
        var html = await ReportRenderer.RenderAsync(SamplePage.Page);
        foreach (var needed in new[] { "<script", "<link rel=\"stylesheet\"", "@import", "src=\"http", "href=\"http", "url(http" })
            Assert.DoesNotContain(needed, html, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_same_page_is_the_same_text() =>
        Assert.Equal(await ReportRenderer.RenderAsync(SamplePage.Page), await ReportRenderer.RenderAsync(SamplePage.Page));

    [Fact]
    public async Task Text_from_outside_stays_text()
    {
        var html = await ReportRenderer.RenderAsync(SamplePage.Page);
        Assert.DoesNotContain("<b>&", html, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;&amp;", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_line_is_drawn_in_a_colour_and_dash_of_its_own()
    {
        var html = await ReportRenderer.RenderAsync(SamplePage.Page);
        var looks = Enumerable.Range(0, Look.Count).Select(Look.At).ToList();
        Assert.Equal(Look.Count, looks.Select(look => (look.Colour, look.Dash)).Distinct().Count());
        Assert.All(looks.Take(SamplePage.Arms.Length), look => Assert.Contains($"stroke: {look.Colour}", html, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Charts_with_hardly_any_points_are_drawn(int points)
    {
        ImmutableArray<LinePoint> line = [.. Enumerable.Range(0, points).Select(i => new LinePoint(i + 1, 5, 5, 5))];
        var chart = new LineChart("Few", new Axis("x"), new Axis("y"), [new LineSeries("a", 0, line), new LineSeries("a twin", 1, line)]);
        var page = SamplePage.Page with { Sections = [new Section("s", "S", "", [chart])] };
        Assert.Contains("a twin", await ReportRenderer.RenderAsync(page), StringComparison.Ordinal);
    }
}
