using System.Net;
using System.Net.Sockets;
using Akka.Event;

namespace Akka.Remote.Tcp;

/// <summary>Takes in the connections of others.</summary>
internal sealed class Listener : IDisposable
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(100);

    private readonly Remoting _remoting;
    private readonly Socket _socket;
    private volatile bool _closed;

    /// <summary>Begins to listen; connections are taken in from <see cref="Start"/> on.</summary>
    /// <exception cref="SocketException">The port cannot be had.</exception>
    public Listener(Remoting remoting, IPEndPoint where)
    {
        _remoting = remoting;
        _socket = new Socket(where.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _socket.Bind(where);
            _socket.Listen(remoting.Tcp.Backlog);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint).Port;

    public void Start() => _ = AcceptAsync();

    public void Dispose()
    {
        _closed = true;
        _socket.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_remoting.Stopping.IsCancellationRequested)
        {
            try
            {
                var accepted = await _socket.AcceptAsync(_remoting.Stopping).ConfigureAwait(false);
                _ = new InboundConnection(_remoting, Sockets.Tune(accepted, _remoting.Tcp)).RunAsync();
            }
            catch (Exception e) when (_closed || e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e)
            {
                // Out of descriptors, or the peer has gone again: the next may fare better.
                _remoting.Log.Warning("A connection could not be taken in: {0}", e.Message);
                await Task.Delay(AfterFailure).ConfigureAwait(false);
            }
        }
    }
}
