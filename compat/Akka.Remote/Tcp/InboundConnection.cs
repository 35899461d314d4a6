using System.Net.Sockets;
using Akka.Actor;
using Akka.Remote.Serialization;

namespace Akka.Remote.Tcp;

/// <summary>A connection that another system opened: greets, then reads messages and delivers them in order.</summary>
internal sealed class InboundConnection(Remoting remoting, Socket socket) : IDisposable
{
    private const int BufferSize = 128 * 1024;

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _closing = CancellationTokenSource.CreateLinkedTokenSource(remoting.Stopping);
    private long _heardAt = Environment.TickCount64;
    private Stream _stream;
    private Address _from;
    private GoodbyeReason? _farewell;
    private bool _gaveWay;

    // Made when it has greeted: until then a connection costs next to nothing.
    private InboundDispatch _dispatch;
    private FrameWriter _answers;
    private SystemMessageReceipts _receipts;

    public async Task RunAsync()
    {
        var what = "handshake";
        var peer = RemoteEndPoint();
        try
        {
            using (remoting.Greeting.Enter(this))
            {
                if (!await GreetAsync(peer).ConfigureAwait(false)) return;
            }

            what = "association";
            await ReceiveAsync().ConfigureAwait(false);
        }
        catch (Exception) when (remoting.Stopping.IsCancellationRequested)
        {
            // This system ends.
        }
        catch (Exception e) when (_from is not null && e is (IOException or SocketException or ObjectDisposedException or OperationCanceledException))
        {
            // The other end went away; who misses it finds out by its own connection.
        }
        catch (Exception e)
        {
            remoting.Refusals.Say(what, _from?.ToString() ?? peer, e is OperationCanceledException ? Impatience : e.Message);
        }
        finally
        {
            End();
        }
    }

    private string Impatience => _gaveWay ? "no greeting before too many others came" : "no greeting in time";

    /// <summary>Ends the connection for another one's sake: it has had the most time to greet.</summary>
    public void GiveWay()
    {
        _gaveWay = true;
        _closing.Cancel();
    }

    /// <summary>Ends the connection if nothing has come for longer than a live peer stays silent.</summary>
    public void Tick()
    {
        if (_from is not null && Environment.TickCount64 - Volatile.Read(ref _heardAt) > (remoting.Tcp.AcceptablePause + remoting.Tcp.HeartbeatInterval).TotalMilliseconds) Dispose();
    }

    /// <summary>Ends the connection with its reason; done when that has been said.</summary>
    public Task CloseAsync(GoodbyeReason reason)
    {
        _farewell = reason;
        _closing.Cancel();
        return _ended.Task;
    }

    public void Dispose()
    {
        _closing.Cancel();
        socket.Dispose();
    }

    private string RemoteEndPoint()
    {
        try
        {
            return socket.RemoteEndPoint?.ToString();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return "a peer that is gone";
        }
    }

    private void End()
    {
        if (_from is not null)
        {
            SayGoodbye();
            remoting.InboundEnded(_from, this);
            remoting.Events.Publish(new DisassociatedEvent(remoting.DefaultAddress, _from, inbound: true));
        }

        _stream?.Dispose();
        _answers?.Dispose();
        Dispose();
        _ended.TrySetResult();
    }

    /// <summary>Nobody else writes any more: the loop that answers has ended.</summary>
    private void SayGoodbye()
    {
        if (_farewell is not { } reason) return;
        try
        {
            _answers.Clear();
            _answers.Add(FrameKind.Goodbye, [(byte)reason]);
            _stream.WriteTimeout = 100;
            _stream.Write(_answers.Collected.Span);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Then the other end finds out by itself.
        }
    }

    private async Task<bool> GreetAsync(string peer)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        patience.CancelAfter(remoting.Tcp.HandshakeTimeout);
        _stream = await remoting.Encryption.AsServerAsync(new NetworkStream(socket, ownsSocket: true), peer, patience.Token).ConfigureAwait(false);
        var greeting = await Handshake.HearAsync(_stream, patience.Token).ConfigureAwait(false);
        var refusal = remoting.Refusal(greeting);
        if (refusal is { } reason)
        {
            remoting.Refusals.Say("association", greeting.From.ToString(), reason.ToString());
            await Handshake.RefuseAsync(_stream, reason, $"{remoting.DefaultAddress} refused the association: {reason}", patience.Token).ConfigureAwait(false);
            return false;
        }

        await Handshake.WelcomeAsync(_stream, remoting.Uid, patience.Token).ConfigureAwait(false);
        _dispatch = new InboundDispatch(remoting);
        _answers = new FrameWriter(remoting.System, remoting.Information, remoting.Tcp.MaximumFrame);
        _from = greeting.From;
        _receipts = remoting.Arrived(greeting, this);
        remoting.Events.Publish(new AssociatedEvent(remoting.DefaultAddress, _from, inbound: true));
        return true;
    }

    private async Task ReceiveAsync()
    {
        using var reader = new FrameReader(_stream, remoting.Tcp.MaximumFrame, BufferSize);
        while (await reader.FillAsync(_closing.Token).ConfigureAwait(false))
        {
            Volatile.Write(ref _heardAt, Environment.TickCount64);
            while (reader.TryNext(out var frame)) Handle(frame);
            if (reader.NextIsLarge && reader.HasLargeHead) await HandleLargeAsync(reader).ConfigureAwait(false);
            if (!_answers.IsEmpty) await AnswerAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask AnswerAsync()
    {
        await _stream.WriteAsync(_answers.Collected, _closing.Token).ConfigureAwait(false);
        _answers.Clear();
    }

    private void Handle(ReadOnlySpan<byte> frame)
    {
        var body = new WireReader(frame[1..]);
        switch ((FrameKind)frame[0])
        {
            case FrameKind.Message:
                _dispatch.Read(ref body).Deliver(body.Rest().ToArray());
                break;
            case FrameKind.SystemMessage:
                HandleSystemMessage(ref body);
                break;
            case FrameKind.Ping:
                _answers.Add(FrameKind.Pong, []);
                break;
            default:
                throw new BadFrameException($"a frame of kind {frame[0]}");
        }
    }

    private void HandleSystemMessage(ref WireReader body)
    {
        var number = body.Long();
        var expected = _receipts.Last + 1;
        if (number > expected) throw new BadFrameException($"system message {number} where {expected} was to come");
        if (number == expected)
        {
            _receipts.Last = number;
            _dispatch.Read(ref body).Deliver(body.Rest().ToArray());
        }

        if (!_answers.IsFull) _answers.Add(FrameKind.Acknowledgement, _receipts.Last);
    }

    /// <summary>Reads a large message's payload straight into the array it is given out in.</summary>
    private async ValueTask HandleLargeAsync(FrameReader reader)
    {
        var (envelope, from) = ReadLargeHead(reader);
        envelope.Deliver(await reader.TakeLargeAsync(from, _closing.Token).ConfigureAwait(false));
    }

    private (InboundEnvelope Envelope, int PayloadFrom) ReadLargeHead(FrameReader reader)
    {
        var head = reader.LargeHead(out _);
        if ((FrameKind)head[0] != FrameKind.Message) throw new BadFrameException($"a large frame of kind {head[0]}");
        var body = new WireReader(head[1..]);
        var envelope = _dispatch.Read(ref body);
        return (envelope, head.Length - body.Remaining);
    }
}

/// <summary>The last system message that one incarnation of a system delivered, over all its connections.</summary>
internal sealed class SystemMessageReceipts(int uid)
{
    public int Uid { get; } = uid;

    public long Last { get; set; }
}
