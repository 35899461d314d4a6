using System.Collections.Immutable;
using System.Globalization;
using Radzen.Blazor;

namespace FedPrune.Report;

/// <summary>Colours of a heat map: one hue from light to dark, which also the colour-blind and printers tell apart.</summary>
/// <param name="Steps">From the smallest values to the largest: colour, and where it begins and ends.</param>
public sealed record HeatColours(ImmutableArray<(string Colour, double From, double To)> Steps)
{
    private static readonly string[] Colours = ["#e8f1f8", "#bdd7ea", "#86b6d8", "#4a90c2", "#1f679f", "#0b3d66"];

    /// <summary>Six equal steps over the values.</summary>
    public static HeatColours Of(IReadOnlyCollection<double> values)
    {
        var (low, high) = values.Count == 0 ? (0, 1) : (values.Min(), values.Max());
        var step = high > low ? (high - low) / Colours.Length : 1;
        return new HeatColours([.. Colours.Select((colour, i) => (colour, low + (i * step), low + ((i + 1) * step)))]);
    }

    /// <summary>As Radzen takes them; the ends are open so that rounding loses no cell.</summary>
    public IList<SeriesColorRange> Ranges => [.. Steps.Select((step, i) => new SeriesColorRange
    {
        Color = step.Colour,
        Min = i == 0 ? double.MinValue : step.From,
        Max = i == Steps.Length - 1 ? double.MaxValue : step.To,
    })];

    /// <summary>What a step stands for.</summary>
    public static string Label((string Colour, double From, double To) step) =>
        string.Create(CultureInfo.InvariantCulture, $"{step.From:0.##} to {step.To:0.##}");
}
