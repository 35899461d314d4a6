using System.Collections.Immutable;
using System.Globalization;

namespace FedPrune.Model.Cost;

/// <summary>When a device can be reached, in virtual seconds since the start of the run.</summary>
public abstract record Availability
{
    /// <summary>Always.</summary>
    public static Availability Always { get; } = new WithoutEnd();

    /// <summary>Whether a device is there from one time through another.</summary>
    /// <param name="device">Its index.</param>
    /// <param name="phase">Its own number in [0, 1).</param>
    /// <param name="from">Seconds.</param>
    /// <param name="until">Seconds, not before <paramref name="from"/>.</param>
    public abstract bool Through(int device, double phase, double from, double until);

    private sealed record WithoutEnd : Availability
    {
        public override bool Through(int device, double phase, double from, double until) => true;
    }
}

/// <summary>There for a share of each period, each device in a phase of its own.</summary>
/// <param name="Share">In (0, 1].</param>
/// <param name="PeriodSeconds">Above 0.</param>
public sealed record DutyCycle(double Share, double PeriodSeconds) : Availability
{
    public override bool Through(int device, double phase, double from, double until)
    {
        if (Share >= 1)
            return true;
        var place = (from / PeriodSeconds) + phase;
        return place - Math.Floor(place) + ((until - from) / PeriodSeconds) < Share;
    }
}

/// <summary>
/// There as others were seen to be: lines of <c>device,from,until</c> in seconds, <c>#</c> before comments. Device i does as
/// the (i modulo number of devices in the file)-th of the file; after the last end of all it begins again.
/// </summary>
public sealed record AvailabilityTrace : Availability
{
    private readonly ImmutableArray<ImmutableArray<(double From, double Until)>> _devices;
    private readonly double _period;

    private AvailabilityTrace(ImmutableArray<ImmutableArray<(double From, double Until)>> devices) =>
        (_devices, _period) = (devices, devices.Max(device => device.Max(interval => interval.Until)));

    /// <summary>Reads a trace.</summary>
    /// <param name="lines">Of the file.</param>
    /// <exception cref="FormatException">A line is none; the message says which.</exception>
    public static AvailabilityTrace Parse(IEnumerable<string> lines)
    {
        var devices = new SortedDictionary<int, List<(double From, double Until)>>();
        foreach (var (number, line) in lines.Index())
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (line.Split(',') is not [var device, var from, var until]
                || !int.TryParse(device, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                || !double.TryParse(from, NumberStyles.Float, CultureInfo.InvariantCulture, out var start)
                || !double.TryParse(until, NumberStyles.Float, CultureInfo.InvariantCulture, out var end)
                || !(start >= 0 && end > start && double.IsFinite(end)))
                throw new FormatException($"line {number + 1}: '{line}' is not device,from,until in seconds");
            (devices.TryGetValue(index, out var intervals) ? intervals : devices[index] = []).Add((start, end));
        }
        return devices.Count > 0
            ? new AvailabilityTrace([.. devices.Values.Select(intervals => intervals.Order().ToImmutableArray())])
            : throw new FormatException("it has no line of device,from,until");
    }

    public override bool Through(int device, double phase, double from, double until)
    {
        var start = from % _period;
        var end = start + (until - from);
        foreach (var interval in _devices[device % _devices.Length])
        {
            if (interval.From <= start && end <= interval.Until)
                return true;
        }
        return false;
    }
}
