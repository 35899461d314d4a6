using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Remote.Transport;

namespace Akka.Remote.Tcp;

/// <summary>Opens connections to other systems.</summary>
internal sealed class Connector(Remoting remoting, Encryption encryption, CancellationToken stopping)
{
    /// <summary>Connects, encrypts if that is set, and greets.</summary>
    /// <returns>The stream and the uid of the incarnation at its other end.</returns>
    /// <exception cref="InvalidAssociationException">The address cannot be reached, or refused the connection's greeting.</exception>
    public async Task<(Stream Stream, int Uid)> ConnectAsync(Address remote)
    {
        if (remote.Protocol != remoting.Tcp.Scheme)
        {
            throw new InvalidAssociationException($"No transport is loaded for protocol: [{remote.Protocol}], available protocols: [{remoting.Tcp.Scheme}]");
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        patience.CancelAfter(remoting.Tcp.ConnectTimeout);
        var socket = Sockets.New(remoting.Tcp);
        Stream stream = null;
        try
        {
            await socket.ConnectAsync(remote.Host, remote.Port ?? 0, patience.Token).ConfigureAwait(false);
            patience.CancelAfter(remoting.Tcp.HandshakeTimeout);
            stream = await encryption.AsClientAsync(new NetworkStream(socket, ownsSocket: true), remote.Host, patience.Token).ConfigureAwait(false);
            var greeting = new Handshake.Greeting(remoting.DefaultAddress, remoting.Uid, remote);
            return (stream, await Handshake.OfferAsync(stream, greeting, patience.Token).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            stream?.Dispose();
            socket.Dispose();
            if (e is RefusedException) throw;
            throw new InvalidAssociationException($"Association failed with {remote}: {Reason(e)}", e);
        }
    }

    private static string Reason(Exception e) => e is OperationCanceledException ? "no answer in time" : e.Message;
}

internal static class Sockets
{
    public static Socket New(TcpSettings settings) => Tune(new Socket(SocketType.Stream, ProtocolType.Tcp), settings);

    public static Socket Tune(Socket socket, TcpSettings settings)
    {
        socket.NoDelay = settings.NoDelay;
        socket.SendBufferSize = settings.SendBuffer;
        socket.ReceiveBufferSize = settings.ReceiveBuffer;
        if (settings.KeepAlive) socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        return socket;
    }

    /// <summary>Where to listen for a host name or number.</summary>
    public static async Task<IPEndPoint> ResolveAsync(TcpSettings settings)
    {
        if (IPAddress.TryParse(settings.Hostname, out var number)) return new IPEndPoint(number, settings.Port);
        var family = settings.PreferIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
        var found = await Dns.GetHostAddressesAsync(settings.Hostname).ConfigureAwait(false);
        var address = found.FirstOrDefault(each => each.AddressFamily == family) ?? found.FirstOrDefault()
            ?? throw new RemoteTransportException($"akka.remote.dot-netty.tcp.hostname: [{settings.Hostname}] has no address");
        return new IPEndPoint(address, settings.Port);
    }
}
