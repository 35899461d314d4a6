using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using Akka.Remote.Transport;

namespace Akka.Remote.Tcp;

/// <summary>
/// The way to one other system. Senders only enqueue; one task at a time, on the thread pool, takes what waits, connects if need
/// be, and writes. After a failure the way is gated for a while: what is told then are dead letters, but system messages wait
/// and are sent again until the same incarnation acknowledged them. A quarantined incarnation is not talked to any more.
/// </summary>
internal sealed class OutboundAssociation(Remoting remoting, Address remote) : IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<Outgoing> _ordinary = new();
    private readonly ConcurrentQueue<Outgoing> _urgent = new();
    private readonly ConcurrentQueue<Action> _orders = new();
    private readonly SystemMessageBuffer _unacknowledged = new();
    private readonly BufferWarning _bufferWarning = new(remoting.Settings.LogBufferSizeExceeding);
    private OutboundConnection _connection;
    private int? _knownUid;
    private int? _quarantinedUid;
    private bool _closed;
    private TaskCompletionSource _closing;
    private long _gatedUntil;
    private int _scheduled;
    private int _arrivals;

    public Address Remote { get; } = remote;

    public void Send(in Outgoing outgoing)
    {
        if (outgoing.Message is IPriorityMessage || WrappedMessage.Unwrap(outgoing.Message) is IPriorityMessage) _urgent.Enqueue(outgoing);
        else _ordinary.Enqueue(outgoing);
        Wake();
    }

    /// <summary>The other system has connected to this one: it is there, so a gate has no reason any more.</summary>
    public void PeerArrived(int uid)
    {
        Interlocked.Increment(ref _arrivals);
        Order(() =>
        {
            _gatedUntil = 0;
            if (_connection is { } connection && connection.Uid != uid) Disconnect(null);
        });
    }

    public void Quarantine(int? uid) => Order(() =>
    {
        if (uid is null) remoting.Log.Warning("Association to [{0}] with unknown UID is reported as quarantined, but address cannot be quarantined without knowing the UID, gating instead for {1} ms.", Remote, remoting.Settings.RetryGateClosedFor.TotalMilliseconds);
        if (uid is null || uid == _knownUid) Gate();
        if (uid is null || _quarantinedUid == uid) return;
        _quarantinedUid = uid;
        if (_knownUid == uid || _knownUid is null) DropSystemMessages();
    });

    /// <summary>Shows that the connection is alive, and ends it if the other end does not.</summary>
    public void Tick() => Order(() =>
    {
        if (_connection is not { } connection) return;
        if (connection.SilentFor > remoting.Tcp.AcceptablePause + remoting.Tcp.HeartbeatInterval)
        {
            Disconnect(new TimeoutException($"No response from remote for {connection.SilentFor.TotalSeconds:0} s"));
        }
        else
        {
            connection.Writer.Add(FrameKind.Ping, []);
        }
    });

    /// <summary>Ends the association when what waits has been written; done when it has.</summary>
    public Task CloseAsync()
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Order(() => _closing = closed);
        return closed.Task;
    }

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    private void Order(Action order)
    {
        _orders.Enqueue(order);
        Wake();
    }

    private void Wake()
    {
        if (Volatile.Read(ref _scheduled) == 0 && Interlocked.Exchange(ref _scheduled, 1) == 0) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private async Task RunAsync()
    {
        do
        {
            try
            {
                while (await StepAsync().ConfigureAwait(false))
                {
                }
            }
            catch (Exception e)
            {
                Disconnect(e);
            }

            Interlocked.Exchange(ref _scheduled, 0);
        }
        while ((!_ordinary.IsEmpty || !_urgent.IsEmpty || !_orders.IsEmpty) && Interlocked.Exchange(ref _scheduled, 1) == 0);
    }

    /// <summary>One piece of work; false if there is none.</summary>
    private async ValueTask<bool> StepAsync()
    {
        while (_orders.TryDequeue(out var order)) order();
        _bufferWarning.Check(_ordinary.Count, Remote, remoting.Log);
        if (_closed || Environment.TickCount64 < _gatedUntil)
        {
            DropOrdinary();
            return Closed();
        }

        if (_connection is null)
        {
            if (_ordinary.IsEmpty && _urgent.IsEmpty && _unacknowledged.IsEmpty) return Closed();
            await ConnectAsync().ConfigureAwait(false);
            return true;
        }

        Collect(_connection.Writer);
        if (_connection.Writer.IsEmpty) return Closed();
        await _connection.FlushAsync().ConfigureAwait(false);
        return true;
    }

    /// <summary>Ends the association for good if that was ordered; false, as there is nothing more to do.</summary>
    private bool Closed()
    {
        if (_closing is null || _closed) return false;
        _closed = true;
        Disconnect(null);
        _closing.TrySetResult();
        return false;
    }

    private async Task ConnectAsync()
    {
        var arrivals = Volatile.Read(ref _arrivals);
        try
        {
            var (stream, uid) = await remoting.Connector.ConnectAsync(Remote).ConfigureAwait(false);
            if (uid == _quarantinedUid)
            {
                stream.Dispose();
                throw new InvalidAssociationException("The remote system has a UID that has been quarantined. Association aborted.");
            }

            if (_knownUid is { } known && known != uid) DropSystemMessages();
            _knownUid = uid;
            var writer = new FrameWriter(remoting.System, remoting.Information, remoting.Tcp.MaximumFrame);
            _connection = new OutboundConnection(
                stream, writer, uid, number => Order(() => _unacknowledged.Acknowledge(number)), (ended, why) => Order(() => Ended(ended, why)));
            remoting.Events.Publish(new AssociatedEvent(remoting.DefaultAddress, Remote, inbound: false));
            _unacknowledged.SendAgain();
        }
        catch (Exception e)
        {
            // The peer that has come up meanwhile was not there yet when this was tried: what waits is for it.
            if (Volatile.Read(ref _arrivals) == arrivals) Disconnect(e);
        }
    }

    private void Collect(FrameWriter writer)
    {
        while (!writer.IsFull)
        {
            if (_unacknowledged.TryNext(out var numbered)) Add(writer, numbered.Outgoing, numbered.Number);
            else if (!_urgent.TryDequeue(out var outgoing) && !_ordinary.TryDequeue(out outgoing)) return;
            else if (outgoing.Message is ISystemMessage) _unacknowledged.Add(outgoing);
            else Add(writer, outgoing, number: 0);
        }
    }

    private void Add(FrameWriter writer, in Outgoing outgoing, long number)
    {
        try
        {
            if (remoting.Settings.LogSend) remoting.Log.Debug("sending message {0} to {1}", outgoing.Message, outgoing.Recipient);
            writer.Add(outgoing, number);
        }
        catch (Exception e)
        {
            // This message cannot be sent, now or later: the others can.
            remoting.Log.Error(e, "Transient association error (association remains live)");
            if (number != 0) _unacknowledged.Forget(number);
        }
    }

    private void Ended(OutboundConnection connection, Exception why)
    {
        if (ReferenceEquals(connection, _connection)) Disconnect(why);
    }

    /// <summary>Ends the connection, if there is one, and gates the address if that was a failure.</summary>
    private void Disconnect(Exception failure)
    {
        var connection = _connection;
        _connection = null;
        connection?.Dispose();
        connection?.Writer.Dispose();
        _unacknowledged.SendAgain();
        if (connection is not null) remoting.Events.Publish(new DisassociatedEvent(remoting.DefaultAddress, Remote, inbound: false));
        if (failure is null || _closed) return;
        Report(failure);
        Gate();
    }

    /// <summary>One line in the log, and events for who listens.</summary>
    private void Report(Exception failure)
    {
        var gate = remoting.Settings.RetryGateClosedFor.TotalMilliseconds;
        if (failure is RefusedException { Reason: GoodbyeReason.Shutdown })
        {
            remoting.Log.Debug("Remote system with address [{0}] has shut down. Address is now gated for {1} ms, all messages to this address will be delivered to dead letters.", Remote, gate);
            return;
        }

        if (failure is RefusedException { Reason: GoodbyeReason.Quarantined })
        {
            remoting.Events.Publish(new ThisActorSystemQuarantinedEvent(remoting.DefaultAddress, Remote));
        }

        remoting.System.EventStream.Publish(new AssociationErrorEvent(failure, remoting.DefaultAddress, Remote, inbound: false, LogLevel.WarningLevel));
        remoting.Log.Warning(
            "Association with remote system {0} has failed; address is now gated for {1} ms. Reason is: [{2}]", Remote, gate, failure.Message);
    }

    private void Gate()
    {
        if (_connection is not null) Disconnect(null);
        var closedFor = remoting.Settings.RetryGateClosedFor;
        _gatedUntil = Environment.TickCount64 + (long)closedFor.TotalMilliseconds;
        DropOrdinary();
        Closed();
        if (!_closed && !_unacknowledged.IsEmpty) _ = WakeAfterAsync(closedFor);
    }

    private async Task WakeAfterAsync(TimeSpan delay)
    {
        await Task.Delay(delay + TimeSpan.FromMilliseconds(1)).ConfigureAwait(false);
        Order(() => _unacknowledged.DropOlderThan(remoting.Settings.InitialSysMsgDeliveryTimeout, _knownUid is null, remoting.DeadLetter));
    }

    private void DropOrdinary()
    {
        while (_urgent.TryDequeue(out _))
        {
        }

        while (_ordinary.TryDequeue(out var outgoing))
        {
            if (outgoing.Message is not ISystemMessage || _closed) remoting.DeadLetter(outgoing);
            else Keep(outgoing);
        }
    }

    private void Keep(in Outgoing system)
    {
        if (_knownUid is not null && _knownUid == _quarantinedUid)
        {
            remoting.DeadLetter(system);
            return;
        }

        _unacknowledged.Add(system);
        if (_unacknowledged.Count == 1) _ = WakeAfterAsync(remoting.Settings.RetryGateClosedFor);
        if (_unacknowledged.Count <= remoting.Settings.SysMsgBufferSize) return;
        remoting.Log.Error("More than {0} system messages wait for [{1}]", remoting.Settings.SysMsgBufferSize, Remote);
        if (_knownUid is { } uid) remoting.Quarantine(Remote, uid);
        DropSystemMessages();
    }

    private void DropSystemMessages() => _unacknowledged.Clear(remoting.DeadLetter);
}
