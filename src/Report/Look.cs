using Radzen.Blazor;

namespace FedPrune.Report;

/// <summary>How a series looks: colours that the colour-blind can tell apart, then other dashes, so that no two look alike.</summary>
/// <param name="Colour">CSS colour.</param>
/// <param name="Line">Radzen's dash.</param>
/// <param name="Dash">The same as an SVG dash array; empty for none.</param>
/// <param name="Width">Line width in pixels.</param>
/// <param name="Marker">The shape of its points.</param>
public sealed record Look(string Colour, LineType Line, string Dash, double Width, MarkerType Marker)
{
    // Okabe and Ito, "Color Universal Design" (2008), without yellow, which is too light on white.
    private static readonly string[] Colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#555555"];

    private static readonly (LineType Line, string Dash, MarkerType Marker)[] Dashes =
        [(LineType.Solid, "", MarkerType.Circle), (LineType.Dashed, "6 6", MarkerType.Square), (LineType.Dotted, "2 6", MarkerType.Triangle)];

    /// <summary>How many looks there are.</summary>
    public static int Count => Colours.Length * Dashes.Length;

    /// <summary>The look at a place of the palette; the first one, that of the reference, is the widest.</summary>
    public static Look At(int place)
    {
        var (line, dash, marker) = Dashes[place / Colours.Length % Dashes.Length];
        return new Look(Colours[place % Colours.Length], line, dash, place == 0 ? 3 : 1.75, marker);
    }

    /// <summary>The colour, this much of it.</summary>
    public string Tint(int percent) => $"color-mix(in srgb, {Colour} {percent}%, transparent)";
}
