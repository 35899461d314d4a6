using System.Buffers.Binary;

namespace Akka.Remote.Tcp;

/// <summary>An open connection to another system and what comes back over it: acknowledgements, signs of life, a goodbye.</summary>
internal sealed class OutboundConnection : IDisposable
{
    // Only short frames come this way.
    private const int LongestAnswer = 1024;

    private readonly Stream _stream;
    private readonly Action<OutboundConnection, Exception> _onEnd;
    private readonly Action<long> _onAcknowledged;
    private readonly CancellationTokenSource _closing = new();
    private long _heardAt = Environment.TickCount64;

    public OutboundConnection(
        Stream stream, FrameWriter writer, int uid, Action<long> onAcknowledged, Action<OutboundConnection, Exception> onEnd)
    {
        _stream = stream;
        Writer = writer;
        Uid = uid;
        _onAcknowledged = onAcknowledged;
        _onEnd = onEnd;
        _ = ListenAsync();
    }

    public FrameWriter Writer { get; }

    /// <summary>The incarnation at the other end.</summary>
    public int Uid { get; }

    /// <summary>How long nothing has come back.</summary>
    public TimeSpan SilentFor => TimeSpan.FromMilliseconds(Environment.TickCount64 - Volatile.Read(ref _heardAt));

    /// <summary>Writes out what the writer has collected.</summary>
    public async ValueTask FlushAsync()
    {
        await _stream.WriteAsync(Writer.Collected, _closing.Token).ConfigureAwait(false);
        if (Writer.LargeTail is { } tail) await _stream.WriteAsync(tail, _closing.Token).ConfigureAwait(false);
        Writer.Clear();
    }

    public void Dispose()
    {
        _closing.Cancel();
        _stream.Dispose();
    }

    private async Task ListenAsync()
    {
        Exception end = null;
        try
        {
            using var reader = new FrameReader(_stream, LongestAnswer, 2 * LongestAnswer);
            while (await reader.FillAsync(_closing.Token).ConfigureAwait(false))
            {
                Volatile.Write(ref _heardAt, Environment.TickCount64);
                while (reader.TryNext(out var frame)) Hear(frame);
            }
        }
        catch (Exception e)
        {
            end = e;
        }

        _onEnd(this, end ?? new EndOfStreamException("The remote system closed the connection"));
    }

    private void Hear(ReadOnlySpan<byte> frame)
    {
        switch ((FrameKind)frame[0])
        {
            case FrameKind.Pong:
                break;
            case FrameKind.Acknowledgement when frame.Length == 1 + sizeof(long):
                _onAcknowledged(BinaryPrimitives.ReadInt64LittleEndian(frame[1..]));
                break;
            case FrameKind.Goodbye when frame.Length == 2:
                var reason = (GoodbyeReason)frame[1];
                throw new RefusedException(reason, reason == GoodbyeReason.Quarantined
                    ? "The remote system has quarantined this system. No further associations to the remote system are possible until this system is restarted."
                    : "The remote system terminated the association because it is shutting down.");
            default:
                throw new BadFrameException($"an answer of kind {frame[0]} and {frame.Length} bytes");
        }
    }
}
