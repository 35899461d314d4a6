using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.JSInterop;
using Radzen;

namespace FedPrune.Report;

/// <summary>Makes a page into HTML that needs nothing else: no network, no script.</summary>
public static partial class ReportRenderer
{
    /// <summary>Renders once, as a server would before any browser is there.</summary>
    public static async Task<string> RenderAsync(Page page)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddRadzenComponents();
        services.AddSingleton<IJSRuntime, NoScript>();
        services.AddSingleton<NavigationManager, Nowhere>();
        await using var provider = services.BuildServiceProvider();
        await using var renderer = new HtmlRenderer(provider, provider.GetRequiredService<ILoggerFactory>());
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var parameters = ParameterView.FromDictionary(
                new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(Components.PageView.Page)] = page });
            return Numbered((await renderer.RenderComponentAsync<Components.PageView>(parameters)).ToHtmlString());
        });
    }

    // Charts name their clip paths at random; numbered, the same runs make the same file.
    private static string Numbered(string html)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        return ClipPath().Replace(html, match =>
        {
            if (!names.TryGetValue(match.Value, out var name))
                names.Add(match.Value, name = $"clip-path-{names.Count + 1}");
            return name;
        });
    }

    [GeneratedRegex("clipPath(?!>)[A-Za-z0-9_+/=-]+", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex ClipPath();

    // Components ask a browser only after rendering, which a page that is rendered once never reaches.
    private sealed class NoScript : IJSRuntime
    {
        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) => throw Refusal(identifier);

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) =>
            throw Refusal(identifier);

        private static NotSupportedException Refusal(string identifier) => new($"a static page cannot call {identifier}");
    }

    private sealed class Nowhere : NavigationManager
    {
        public Nowhere() => Initialize("http://localhost/", "http://localhost/");
    }
}
