using System.Globalization;
using System.Text.RegularExpressions;

namespace Akka.Configuration.Hocon;

/// <summary>Numbers with a unit: durations and sizes in bytes.</summary>
internal static partial class HoconUnits
{
    /// <summary>
    /// A duration such as <c>1.5 s</c>. A bare number is milliseconds; <c>infinite</c> is <see cref="Timeout.InfiniteTimeSpan"/>
    /// where that is allowed.
    /// </summary>
    /// <exception cref="FormatException">The text is no duration, or a negative one.</exception>
    internal static TimeSpan Duration(string text, bool allowInfinite)
    {
        var match = DurationPattern().Match(text);
        if (match.Success)
        {
            var ticks = double.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture) * Ticks(match.Groups["unit"].Value);
            return TimeSpan.FromTicks((long)ticks);
        }

        if (allowInfinite && text.Equals("infinite", StringComparison.OrdinalIgnoreCase)) return Timeout.InfiniteTimeSpan;
        var milliseconds = double.Parse(text, CultureInfo.InvariantCulture);
        return milliseconds >= 0
            ? TimeSpan.FromTicks((long)(milliseconds * TimeSpan.TicksPerMillisecond))
            : throw new FormatException($"Expected a positive value instead of {milliseconds.ToString(CultureInfo.InvariantCulture)}");
    }

    /// <summary>A whole number of bytes such as <c>2 MiB</c>; single letters are powers of 1024, <c>kB</c>, <c>MB</c> … of 1000.</summary>
    /// <exception cref="FormatException">The number is not whole or the suffix is not known.</exception>
    internal static long Bytes(string text)
    {
        var end = text.AsSpan().LastIndexOfAnyInRange('0', '9') + 1;
        if (end == 0) end = text.Length;
        var number = long.Parse(text.AsSpan(0, end), NumberStyles.Integer, CultureInfo.InvariantCulture);
        return number * Multiple(text[end..].Trim());
    }

    [GeneratedRegex(
        @"^(?<number>[0-9]+(\.[0-9]+)?)\s*(?<unit>nanoseconds?|nanos?|ns|microseconds?|micros?|milliseconds?|millis?|ms|seconds?|s|minutes?|m|hours?|h|days?|d)$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex DurationPattern();

    private static double Ticks(string unit) => unit switch
    {
        "ns" or ['n', 'a', ..] => 0.01,
        ['m', 'i', 'c', ..] => TimeSpan.TicksPerMicrosecond,
        "ms" or ['m', 'i', 'l', ..] => TimeSpan.TicksPerMillisecond,
        ['s', ..] => TimeSpan.TicksPerSecond,
        ['m', ..] => TimeSpan.TicksPerMinute,
        ['h', ..] => TimeSpan.TicksPerHour,
        _ => TimeSpan.TicksPerDay,
    };

    private static long Multiple(string unit) => unit switch
    {
        "" or "b" or "B" or "byte" or "bytes" => 1,
        "k" or "K" or "Ki" or "KiB" or "kibibyte" or "kibibytes" => 1L << 10,
        "m" or "M" or "Mi" or "MiB" or "mebibyte" or "mebibytes" => 1L << 20,
        "g" or "G" or "Gi" or "GiB" or "gibibyte" or "gibibytes" => 1L << 30,
        "t" or "T" or "Ti" or "TiB" or "tebibyte" or "tebibytes" => 1L << 40,
        "p" or "P" or "Pi" or "PiB" or "pebibyte" or "pebibytes" => 1L << 50,
        "e" or "E" or "Ei" or "EiB" or "exbibyte" or "exbibytes" => 1L << 60,
        "kB" or "kilobyte" or "kilobytes" => 1_000,
        "MB" or "megabyte" or "megabytes" => 1_000_000,
        "GB" or "gigabyte" or "gigabytes" => 1_000_000_000,
        "TB" or "terabyte" or "terabytes" => 1_000_000_000_000,
        "PB" or "petabyte" or "petabytes" => 1_000_000_000_000_000,
        "EB" or "exabyte" or "exabytes" => 1_000_000_000_000_000_000,
        _ => throw new FormatException($"{unit} is not a valid byte size suffix"),
    };
}
