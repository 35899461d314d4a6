using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;

namespace Akka.Cluster;

/// <summary><c>akka.cluster</c>, read once.</summary>
public sealed class ClusterSettings
{
    public ClusterSettings(Config config, string systemName)
    {
        var cluster = config.GetConfig("akka.cluster");
        LogInfo = cluster.GetBoolean("log-info");
        LogInfoVerbose = cluster.GetBoolean("log-info-verbose");
        FailureDetectorConfig = cluster.GetConfig("failure-detector");
        FailureDetectorImplementationClass = FailureDetectorConfig.GetString("implementation-class");
        HeartbeatInterval = FailureDetectorConfig.GetTimeSpan("heartbeat-interval");
        HeartbeatExpectedResponseAfter = FailureDetectorConfig.GetTimeSpan("expected-response-after");
        MonitoredByNrOfMembers = FailureDetectorConfig.GetInt("monitored-by-nr-of-members");
        SeedNodes = [.. cluster.GetStringList("seed-nodes", []).Select(seed => Seed(seed, systemName))];
        SeedNodeTimeout = cluster.GetTimeSpan("seed-node-timeout");
        RetryUnsuccessfulJoinAfter = Optional(cluster, "retry-unsuccessful-join-after");
        ShutdownAfterUnsuccessfulJoinSeedNodes = Optional(cluster, "shutdown-after-unsuccessful-join-seed-nodes");
        PeriodicTasksInitialDelay = cluster.GetTimeSpan("periodic-tasks-initial-delay");
        GossipInterval = cluster.GetTimeSpan("gossip-interval");
        GossipTimeToLive = cluster.GetTimeSpan("gossip-time-to-live");
        LeaderActionsInterval = cluster.GetTimeSpan("leader-actions-interval");
        UnreachableNodesReaperInterval = cluster.GetTimeSpan("unreachable-nodes-reaper-interval");
        PruneGossipTombstonesAfter = cluster.GetTimeSpan("prune-gossip-tombstones-after");
        GossipDifferentViewProbability = cluster.GetDouble("gossip-different-view-probability");
        Roles = [.. cluster.GetStringList("roles", [])];
        MinNrOfMembers = cluster.GetInt("min-nr-of-members");
        MinNrOfMembersOfRole = MinimaByRole(cluster);
        UseDispatcher = cluster.GetString("use-dispatcher") is { Length: > 0 } dispatcher ? dispatcher : Dispatch.Dispatchers.InternalDispatcherId;
        RunCoordinatedShutdownWhenDown = cluster.GetBoolean("run-coordinated-shutdown-when-down", true);
        var weakly = cluster.GetString("allow-weakly-up-members");
        AllowWeaklyUpMembers = weakly is not ("off" or "false");
        WeaklyUpAfter = weakly is "on" or "true" ? TimeSpan.FromSeconds(7) : Optional(cluster, "allow-weakly-up-members") ?? TimeSpan.Zero;
        DowningProviderType = DowningProvider(cluster);
        if (Optional(cluster, "auto-down-unreachable-after") is not null)
        {
            throw new ConfigurationException("akka.cluster.auto-down-unreachable-after must be off: it splits clusters and is not covered; use a split-brain resolver");
        }
    }

    public bool LogInfo { get; }

    public bool LogInfoVerbose { get; }

    public Config FailureDetectorConfig { get; }

    public string FailureDetectorImplementationClass { get; }

    public TimeSpan HeartbeatInterval { get; }

    public TimeSpan HeartbeatExpectedResponseAfter { get; }

    public int MonitoredByNrOfMembers { get; }

    public ImmutableList<Address> SeedNodes { get; }

    public TimeSpan SeedNodeTimeout { get; }

    public TimeSpan? RetryUnsuccessfulJoinAfter { get; }

    public TimeSpan? ShutdownAfterUnsuccessfulJoinSeedNodes { get; }

    public TimeSpan PeriodicTasksInitialDelay { get; }

    public TimeSpan GossipInterval { get; }

    public TimeSpan GossipTimeToLive { get; }

    public TimeSpan LeaderActionsInterval { get; }

    public TimeSpan PruneGossipTombstonesAfter { get; }

    public TimeSpan UnreachableNodesReaperInterval { get; }

    public ImmutableHashSet<string> Roles { get; }

    public double GossipDifferentViewProbability { get; }

    public string UseDispatcher { get; }

    /// <summary>Joining members become up only when there are so many.</summary>
    public int MinNrOfMembers { get; }

    public ImmutableDictionary<string, int> MinNrOfMembersOfRole { get; }

    public Type DowningProviderType { get; }

    public bool RunCoordinatedShutdownWhenDown { get; }

    public bool AllowWeaklyUpMembers { get; }

    public TimeSpan WeaklyUpAfter { get; }

    private static Address Seed(string seed, string systemName)
    {
        if (!ActorPath.TryParseAddress(seed, out var address) || address.HasLocalScope)
        {
            throw new ConfigurationException($"akka.cluster.seed-nodes: [{seed}] is no address of the form akka.tcp://{systemName}@host:port");
        }

        return address;
    }

    private static TimeSpan? Optional(Config config, string path) =>
        config.GetString(path) is null or "off" or "false" ? null : config.GetTimeSpan(path);

    private static ImmutableDictionary<string, int> MinimaByRole(Config cluster) =>
        (cluster.GetConfig("role")?.AsEnumerable() ?? [])
            .Where(role => role.Value.IsObject())
            .ToImmutableDictionary(role => role.Key, role => role.Value.ToConfig().GetInt("min-nr-of-members"), StringComparer.Ordinal);

    private static Type DowningProvider(Config cluster)
    {
        var name = cluster.GetString("downing-provider-class");
        if (string.IsNullOrEmpty(name)) return typeof(NoDowning);
        return Type.GetType(name) ?? throw new ConfigurationException($"Downing provider class name [{name}] could not be resolved");
    }
}
