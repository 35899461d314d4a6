using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FedPrune.Cluster.Tests;

/// <summary>
/// Stands on loopback between a node and those who connect to it, and passes bytes on both ways: all of them, until a test holds
/// them back, adds its own, or breaks the connections off. Where nodes speak without TLS it can tell from whom a connection is.
/// </summary>
internal sealed class TcpRelay : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5); // between looks whether bytes may pass again

    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Link, byte> _links = [];
    private readonly ConcurrentQueue<MemoryStream> _recorded = [];
    private volatile int _target;

    /// <summary>Listens at a port of its own.</summary>
    /// <param name="at">Address to listen at.</param>
    public TcpRelay(string at = "127.0.0.1")
    {
        _listener = new TcpListener(IPAddress.Parse(at), 0);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>The node's own port, on 127.0.0.1.</summary>
    public int Target { get => _target; set => _target = value; }

    /// <summary>Texts by which the first bytes of a connection show whose it is: the one that comes first.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Whether bytes of this one's connections pass now.</summary>
    public Func<string, bool> Passes { get; set; } = _ => true;

    /// <summary>Called before bytes are passed on: who connected, whether they go to the node or come from it, how many so far.</summary>
    public Action<string, bool, long> Passing { get; set; } = (_, _, _) => { };

    /// <summary>All that has come from those who connected, a piece for each connection, in the order they came.</summary>
    public IReadOnlyList<byte[]> Recorded => [.. _recorded.Select(record => record.ToArray())];

    /// <summary>Sends the node bytes of a test's own over every connection there is.</summary>
    public async Task InjectAsync(byte[] bytes)
    {
        foreach (var link in _links.Keys)
            await link.WriteAsync(bytes, _stopping.Token);
    }

    /// <summary>Breaks every connection off.</summary>
    public void Break()
    {
        foreach (var link in _links.Keys)
            link.Dispose();
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _listener.Dispose();
        Break();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = PassAsync(await _listener.AcceptTcpClientAsync(_stopping.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // disposed: that is how it ends
        }
    }

    private async Task PassAsync(TcpClient from)
    {
        using var link = new Link(from);
        _links.TryAdd(link, 0);
        try
        {
            await link.ConnectAsync(Target, _stopping.Token);
            await Task.WhenAny(ForwardAsync(link), BackAsync(link));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // one of the two has gone: so has the connection
        }
        finally
        {
            _links.TryRemove(link, out _);
        }
    }

    private async Task ForwardAsync(Link link)
    {
        var (bytes, passed) = (new byte[64 * 1024], 0L);
        var record = new MemoryStream();
        _recorded.Enqueue(record);
        while (await link.From.ReadAsync(bytes, _stopping.Token) is > 0 and var count)
        {
            record.Write(bytes, 0, count);
            link.Name ??= Name(bytes.AsSpan(0, count));
            Passing(link.Name, true, passed += count);
            await UntilItPassesAsync(link.Name);
            await link.WriteAsync(bytes.AsMemory(0, count), _stopping.Token);
        }
    }

    private async Task BackAsync(Link link)
    {
        var (bytes, passed) = (new byte[64 * 1024], 0L);
        while (await link.To.ReadAsync(bytes, _stopping.Token) is > 0 and var count)
        {
            Passing(link.Name ?? "", false, passed += count);
            await UntilItPassesAsync(link.Name ?? "");
            await link.From.WriteAsync(bytes.AsMemory(0, count), _stopping.Token);
        }
    }

    private async Task UntilItPassesAsync(string name)
    {
        while (!Passes(name))
            await Task.Delay(Pause, _stopping.Token);
    }

    private string Name(ReadOnlySpan<byte> first)
    {
        var text = Encoding.Latin1.GetString(first);
        return Names.Where(name => text.Contains(name, StringComparison.Ordinal)).MinBy(name => text.IndexOf(name, StringComparison.Ordinal)) ?? "";
    }

    private sealed class Link(TcpClient from) : IDisposable
    {
        private readonly TcpClient _to = new();
        private readonly SemaphoreSlim _writing = new(1);

        public NetworkStream From { get; } = from.GetStream();

        public NetworkStream To => _to.GetStream();

        public string? Name { get; set; }

        public async Task ConnectAsync(int port, CancellationToken stopping)
        {
            (from.NoDelay, _to.NoDelay) = (true, true);
            await _to.ConnectAsync(IPAddress.Loopback, port, stopping);
        }

        public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken stopping)
        {
            await _writing.WaitAsync(stopping);
            try
            {
                await To.WriteAsync(bytes, stopping);
            }
            finally
            {
                _writing.Release();
            }
        }

        public void Dispose()
        {
            from.Dispose();
            _to.Dispose();
        }
    }
}
