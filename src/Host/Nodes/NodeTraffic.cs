using System.Diagnostics.Metrics;
using FedPrune.Actors.Cluster;

namespace FedPrune.Host.Nodes;

/// <summary>Counts the bytes of payloads that this process has from and sends to other nodes.</summary>
internal sealed class NodeTraffic : IDisposable
{
    private readonly MeterListener _meters = new();
    private long _received, _sent;

    public NodeTraffic()
    {
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == NodeMetrics.MeterName && instrument.Name is NodeMetrics.SentName or NodeMetrics.ReceivedName)
                listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<long>(
            (instrument, bytes, _, _) => Interlocked.Add(ref instrument.Name == NodeMetrics.ReceivedName ? ref _received : ref _sent, bytes));
        _meters.Start();
    }

    public long Received => Interlocked.Read(ref _received);

    public long Sent => Interlocked.Read(ref _sent);

    public void Dispose() => _meters.Dispose();
}
