using FedPrune.Model.Data;

namespace FedPrune.TestKit;

/// <summary>Where a simulated federation begins: <c>await Simulated.Federation(devices: 30)….Run(rounds: 10)</c>.</summary>
public static class Simulated
{
    /// <summary>A federation of so many devices, with everything else at its default.</summary>
    public static Scenario Federation(int devices) => new() { Devices = devices };
}

/// <summary>How data are spread over devices; meant for <c>using static</c>.</summary>
public static class Partitions
{
    /// <summary>Shares of each label drawn from a Dirichlet distribution: the smaller <paramref name="alpha"/>, the more skewed.</summary>
    public static PartitionScheme Dirichlet(double alpha) => new Dirichlet(alpha);

    /// <summary>All alike.</summary>
    public static PartitionScheme Iid() => new Iid();

    /// <summary>So many classes a device.</summary>
    public static PartitionScheme Shards(int classes) => new Shards(classes);
}
