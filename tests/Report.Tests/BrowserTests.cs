using System.Text.Json;
using System.Text.RegularExpressions;

namespace FedPrune.Report.Tests;

/// <summary>The page as a browser lays it out, on a desk and on a phone.</summary>
public sealed partial class BrowserTests : IDisposable
{
    private sealed record Layout(int Scroll, int Charts, int Overlaps, int Outside, double SmallestText, int Hidden, string[] Requests);

    // Looks at the page in a frame of the given width and writes what it finds into the document's title.
    private const string Probe = """
        <body style="margin:0"><iframe id="f" src="page.html" style="border:0;width:WIDTHpx;height:4000px"></iframe>
        <script>
        f.onload = () => {
          const d = f.contentDocument, w = f.contentWindow, shown = e => e.getClientRects().length > 0;
          let overlaps = 0, outside = 0, smallest = 1e9;
          const charts = [...d.querySelectorAll('.rz-chart')].filter(shown);
          for (const chart of charts) {
            const box = chart.getBoundingClientRect();
            const labels = [...chart.querySelectorAll('text')].filter(t => t.textContent.trim() && shown(t));
            const boxes = labels.map(t => t.getBoundingClientRect());
            labels.forEach(t => smallest = Math.min(smallest, parseFloat(w.getComputedStyle(t).fontSize)));
            for (let i = 0; i < boxes.length; i++) {
              if (boxes[i].left < box.left - 12 || boxes[i].right > box.right + 24 || boxes[i].top < box.top - 2 || boxes[i].bottom > box.bottom + 2) outside++;
              for (let j = i + 1; j < boxes.length; j++) {
                const a = boxes[i], b = boxes[j], m = labels[i].getScreenCTM(), n = labels[j].getScreenCTM();
                // Of turned labels the boxes overlap where the lines of text do not: what counts is how far apart these are.
                const parallel = Math.abs(m.b) > .1 && Math.abs(m.b - n.b) < .01 && Math.abs((n.e - m.e) * m.b - (n.f - m.f) * m.a) > 11;
                if (!parallel && a.left + 1 < b.right && b.left + 1 < a.right && a.top + 2 < b.bottom && b.top + 2 < a.bottom) overlaps++;
              }
            }
          }
          const requests = w.performance.getEntriesByType('resource').map(r => r.name);
          document.title = JSON.stringify({ Scroll: d.documentElement.scrollWidth, Charts: charts.length, Overlaps: overlaps, Outside: outside,
            SmallestText: smallest, Hidden: [...d.querySelectorAll('h1,h2,.lead,figcaption')].filter(e => !shown(e)).length, Requests: requests });
        };
        </script></body>
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fedprune-page-");

    [ChromiumFact]
    public async Task On_a_desk_labels_are_readable_and_nothing_overlaps_or_is_fetched() => Check(1240, await LayoutAsync(1240));

    [ChromiumFact]
    public async Task On_a_phone_it_is_as_readable_and_no_wider_than_the_screen() => Check(360, await LayoutAsync(360));

    public void Dispose() => _folder.Delete(recursive: true);

    private static void Check(int width, Layout layout)
    {
        Assert.Equal(7, layout.Charts);
        Assert.InRange(layout.Scroll, 1, width);
        Assert.Equal((0, 0, 0), (layout.Overlaps, layout.Outside, layout.Hidden));
        Assert.True(layout.SmallestText >= 11, $"text of {layout.SmallestText} px");
        Assert.Empty(layout.Requests);
    }

    private async Task<Layout> LayoutAsync(int width)
    {
        await File.WriteAllTextAsync(In("page.html"), await ReportRenderer.RenderAsync(SamplePage.Page));
        await File.WriteAllTextAsync(In("probe.html"), Probe.Replace("WIDTH", $"{width}", StringComparison.Ordinal));
        var document = await Chromium.DocumentAsync(In("probe.html"), In("profile"));
        var found = Title().Match(document);
        Assert.True(found.Success, "the browser did not load the page");
        return JsonSerializer.Deserialize<Layout>(System.Net.WebUtility.HtmlDecode(found.Groups["found"].Value))!;
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);

    [GeneratedRegex("<title>(?<found>\\{.*?\\})</title>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Title();
}
