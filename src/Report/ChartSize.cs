namespace FedPrune.Report;

/// <summary>The pixels that a chart is drawn for. Each is drawn for a desk and for a phone: text that is scaled cannot be read.</summary>
/// <param name="Id">Unique in the page.</param>
/// <param name="Width">In CSS pixels.</param>
/// <param name="Height">In CSS pixels.</param>
public sealed record ChartSize(string Id, int Width, int Height)
{
    public const int Wide = 560, Narrow = 320;

    /// <summary>How many labels have room along the width.</summary>
    public int XTicks => Width / 80;

    public string Style => $"width:{Width}px;height:{Height}px";
}
