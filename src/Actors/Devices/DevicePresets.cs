using System.Collections.Immutable;
using System.Globalization;
using Akka.Configuration;
using FedPrune.Model.Cost;

namespace FedPrune.Actors.Devices;

/// <summary>Kinds of devices as they are declared in HOCON: those of <c>hocon/devices</c>, and any file of the same keys.</summary>
public static class DevicePresets
{
    private const string Folder = "FedPrune.Actors.Devices.", Suffix = ".conf";

    private static readonly ImmutableArray<string> Keys =
        ["down-mbit", "up-mbit", "bandwidth-spread", "latency", "gflops", "compute-spread", "memory", "duty", "duty-period", "trace"];

    /// <summary>The names of the kinds that ship with the program.</summary>
    public static ImmutableArray<string> Names { get; } =
    [
        .. typeof(DevicePresets).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => name[Folder.Length..^Suffix.Length]).Order(StringComparer.Ordinal),
    ];

    /// <summary>A kind by its name, or by the path of a file.</summary>
    /// <exception cref="FormatException">There is neither, or a value is not allowed; the message says what is.</exception>
    public static DeviceClass Named(string nameOrPath)
    {
        using var shipped = typeof(DevicePresets).Assembly.GetManifestResourceStream(Folder + nameOrPath + Suffix);
        if (shipped is null && !File.Exists(nameOrPath))
            throw new FormatException($"no device '{nameOrPath}': name a file, or one of {string.Join(", ", Names)}");
        using var reader = shipped is null ? File.OpenText(nameOrPath) : new StreamReader(shipped);
        return Read(Path.GetFileNameWithoutExtension(nameOrPath), ConfigurationFactory.ParseString(reader.ReadToEnd()));
    }

    /// <summary>Reads <c>name: share, name: share</c>; a name alone has share 1.</summary>
    /// <exception cref="FormatException">A name or a share is none.</exception>
    public static ImmutableArray<DeviceShare> Mix(string text)
    {
        var mix = ImmutableArray.CreateBuilder<DeviceShare>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var at = part.LastIndexOf(':');
            var share = 1.0;
            if (at >= 0 && !(double.TryParse(part.AsSpan(at + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out share) && share > 0))
                throw new FormatException($"'{part}': a share is a number above 0");
            mix.Add(new DeviceShare(Named(at < 0 ? part : part[..at].Trim()), share));
        }
        return mix.ToImmutable();
    }

    /// <summary>Reads a kind from its section.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="section">Keys as in <c>hocon/devices</c>; <c>trace</c> is a file of availability, and takes the place of <c>duty</c>.</param>
    /// <exception cref="FormatException">A key is unknown or a value not allowed.</exception>
    public static DeviceClass Read(string name, Config section)
    {
        foreach (var (key, _) in section.AsEnumerable())
        {
            if (!Keys.Contains(key))
                throw new FormatException($"device {name}: there is no key '{key}'; there are {string.Join(", ", Keys)}");
        }
        var profile = new DeviceProfile(
            1e6 * Positive("down-mbit"), 1e6 * Positive("up-mbit"), section.GetTimeSpan("latency", TimeSpan.Zero).TotalSeconds, 1e9 * Positive("gflops"))
        {
            Class = name,
            MemoryBytes = section.HasPath("memory") ? section.GetByteSize("memory") ?? long.MaxValue : long.MaxValue,
            Availability = AvailabilityOf(name, section),
        };
        return new DeviceClass(name, profile, Spread("bandwidth-spread"), Spread("compute-spread"));

        double Positive(string key) => section.GetDouble(key) is > 0 and < double.PositiveInfinity and var value
            ? value
            : throw new FormatException($"device {name}: {key} is a number above 0");

        double Spread(string key) => section.GetDouble(key, 0) is >= 0 and < double.PositiveInfinity and var value
            ? value
            : throw new FormatException($"device {name}: {key} is a number from 0");
    }

    private static Availability AvailabilityOf(string name, Config section)
    {
        if (section.GetString("trace", "") is { Length: > 0 } trace)
            return AvailabilityTrace.Parse(File.ReadLines(trace));
        var share = section.GetDouble("duty", 1);
        var period = section.GetTimeSpan("duty-period", TimeSpan.FromHours(24)).TotalSeconds;
        if (share is not (> 0 and <= 1) || period <= 0)
            throw new FormatException($"device {name}: duty is a number above 0 up to 1, duty-period a duration");
        return share < 1 ? new DutyCycle(share, period) : Availability.Always;
    }
}
