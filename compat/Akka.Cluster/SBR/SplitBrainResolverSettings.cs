using System.Collections.Immutable;
using Akka.Configuration;

namespace Akka.Cluster.SBR;

/// <summary><c>akka.cluster.split-brain-resolver</c>.</summary>
public sealed class SplitBrainResolverSettings
{
    public const string KeepMajorityName = "keep-majority";
    public const string StaticQuorumName = "static-quorum";
    public const string KeepOldestName = "keep-oldest";
    public const string DownAllName = "down-all";

    private static readonly ImmutableHashSet<string> CoveredStrategies = [KeepMajorityName, StaticQuorumName, KeepOldestName, DownAllName];

    public SplitBrainResolverSettings(Config config)
    {
        var resolver = config.GetConfig("akka.cluster.split-brain-resolver");
        DowningStableAfter = resolver.GetTimeSpan("stable-after");
        DowningStrategy = resolver.GetString("active-strategy");
        if (!CoveredStrategies.Contains(DowningStrategy))
        {
            throw new ConfigurationException(
                $"Unknown downing strategy 'akka.cluster.split-brain-resolver.active-strategy'=[{DowningStrategy}]. Select one of [{string.Join(", ", CoveredStrategies)}]");
        }

        // "on" gives a partition three quarters of the stable time more, at least four seconds, before all are downed.
        DownAllWhenUnstable = resolver.GetString("down-all-when-unstable") switch
        {
            "off" or "false" => TimeSpan.Zero,
            "on" or "true" => DowningStableAfter + TimeSpan.FromTicks(Math.Max(TimeSpan.FromSeconds(4).Ticks, DowningStableAfter.Ticks * 3 / 4)),
            _ => resolver.GetTimeSpan("down-all-when-unstable"),
        };
        KeepMajorityRole = Role(resolver, "keep-majority.role");
        StaticQuorumSettings = new StaticQuorumSettings(QuorumSize(resolver, DowningStrategy), Role(resolver, "static-quorum.role"));
        KeepOldestSettings = new KeepOldestSettings(resolver.GetBoolean("keep-oldest.down-if-alone", true), Role(resolver, "keep-oldest.role"));
    }

    /// <summary>How long membership and reachability must have stayed the same before anything is decided.</summary>
    public TimeSpan DowningStableAfter { get; }

    public string DowningStrategy { get; }

    /// <summary>How long it may stay unstable before all are downed; zero for ever.</summary>
    public TimeSpan DownAllWhenUnstable { get; }

    public string KeepMajorityRole { get; }

    public StaticQuorumSettings StaticQuorumSettings { get; }

    public KeepOldestSettings KeepOldestSettings { get; }

    private static string Role(Config resolver, string path) => resolver.GetString(path) is { Length: > 0 } role ? role : null;

    private static int QuorumSize(Config resolver, string strategy)
    {
        if (strategy != StaticQuorumName) return 1;
        return int.TryParse(resolver.GetString("static-quorum.quorum-size"), out var size) && size > 0
            ? size
            : throw new ConfigurationException($"static-quorum.quorum-size must be >= 1, not {resolver.GetString("static-quorum.quorum-size")}");
    }
}

public sealed class StaticQuorumSettings(int size, string role)
{
    public int Size { get; } = size;

    public string Role { get; } = role;
}

public sealed class KeepOldestSettings(bool downIfAlone, string role)
{
    public bool DownIfAlone { get; } = downIfAlone;

    public string Role { get; } = role;
}
