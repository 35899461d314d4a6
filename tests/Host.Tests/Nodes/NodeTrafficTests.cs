using FedPrune.Actors.Cluster;
using FedPrune.Host.Nodes;

namespace FedPrune.Host.Tests.Nodes;

public sealed class NodeTrafficTests
{
    private const long Much = 1L << 50; // other tests send and receive meanwhile, but less

    [Fact]
    public void Counts_what_is_sent_and_received_and_not_what_waits()
    {
        using var traffic = new NodeTraffic();
        NodeMetrics.Queued.Add(Much);
        NodeMetrics.Queued.Add(-Much / 4);
        Assert.InRange(traffic.Sent, 0, Much / 4);
        NodeMetrics.Sent.Add(Much);
        NodeMetrics.Received.Add(2 * Much);
        Assert.InRange(traffic.Sent, Much, Much + (Much / 4));
        Assert.InRange(traffic.Received, 2 * Much, (2 * Much) + (Much / 4));
        NodeMetrics.Queued.Add(-Much + (Much / 4));
    }
}
