using System.Globalization;

namespace FedPrune.Host.Display;

/// <summary>Numbers with units, short enough for a line.</summary>
internal static class Units
{
    public static string Percent(double share) => (100 * share).ToString("F1", CultureInfo.InvariantCulture) + " %";

    public static string Bytes(double bytes) => Scaled(bytes, "B", "kB", "MB", "GB", "TB");

    public static string Flops(double flops) => Scaled(flops, "FLOP", "kFLOP", "MFLOP", "GFLOP", "TFLOP", "PFLOP");

    public static string Time(double seconds) => seconds switch
    {
        < 60 => seconds.ToString("F1", CultureInfo.InvariantCulture) + " s",
        < 3600 => $"{(int)seconds / 60} min {(int)seconds % 60} s",
        _ => $"{(int)seconds / 3600} h {(int)seconds / 60 % 60} min",
    };

    private static string Scaled(double value, params ReadOnlySpan<string> units)
    {
        var unit = 0;
        for (; value >= 1000 && unit < units.Length - 1; unit++)
            value /= 1000;
        return value.ToString(value < 10 ? "F2" : "F1", CultureInfo.InvariantCulture) + " " + units[unit];
    }
}
