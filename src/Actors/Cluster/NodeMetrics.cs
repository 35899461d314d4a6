using System.Diagnostics.Metrics;

namespace FedPrune.Actors.Cluster;

/// <summary>How a node fares, as OpenTelemetry and others read it: the meter <c>FedPrune.Nodes</c>.</summary>
public static class NodeMetrics
{
    /// <summary>Its name.</summary>
    public const string MeterName = "FedPrune.Nodes";

    /// <summary>The name of its counter of bytes sent.</summary>
    public const string SentName = "fedprune.nodes.sent";

    /// <summary>The name of its counter of bytes received.</summary>
    public const string ReceivedName = "fedprune.nodes.received";

    private static readonly Meter Meter = new(MeterName);

    internal static Counter<long> Sent { get; } = Meter.CreateCounter<long>(SentName, "By", "Bytes of payloads sent, those sent again included");

    internal static Counter<long> Received { get; } =
        Meter.CreateCounter<long>(ReceivedName, "By", "Bytes of payloads received, those received again included");

    internal static Counter<long> PayloadsSent { get; } = Meter.CreateCounter<long>("fedprune.nodes.payloads_sent", "{payload}", "Orders or answers sent");

    internal static Counter<long> PayloadsReceived { get; } =
        Meter.CreateCounter<long>("fedprune.nodes.payloads_received", "{payload}", "Orders or answers received whole");

    internal static UpDownCounter<long> Queued { get; } =
        Meter.CreateUpDownCounter<long>("fedprune.nodes.queued", "By", "Bytes of payloads that their receivers have not wholly taken");

    /// <summary>Counted on the server: edge nodes that were members and cannot be reached.</summary>
    internal static UpDownCounter<long> Unreachable { get; } =
        Meter.CreateUpDownCounter<long>("fedprune.nodes.unreachable", "{node}", "Edge nodes that cannot be reached now");

    /// <summary>Counted on the server: real time from the end of one round to that of the next.</summary>
    public static Histogram<double> RoundDuration { get; } =
        Meter.CreateHistogram<double>("fedprune.round.duration", "s", "Real time that a round took");
}
