using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Akka.Event;
using FedPrune.Actors.Cluster;
using FedPrune.Actors.Tests;
using FedPrune.Host.Nodes;
using FedPrune.Model.Randomness;

namespace FedPrune.Cluster.Tests.InProcess;

/// <summary>
/// Nobody in who does not belong: while a round is under way on a closed cluster, somebody tries. He is refused, which the log says, and
/// the run comes to the model that it comes to in one process.
/// </summary>
public sealed class StrangerTests : IAsyncLifetime
{
    private const int Crowd = 10_000;
    private const int MostLines = 4; // about one stranger; some engines say it at more than one place
    private const string Own = "remote.handshake-timeout = 5s";

    private static readonly byte[] SaidToBeHuge = [0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0];

    private readonly ManualResetEventSlim _over = new();
    private readonly TaskCompletionSource _underway = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TestCluster _cluster;

    public StrangerTests()
    {
        var engines = new FakeEngines { WhileTraining = job => Hold(job.Round) };
        _cluster = new TestCluster(Tiny.Experiment, [engines, engines], closed: true, own: Own);
    }

    public enum Shown
    {
        Nothing,
        CertificateOfAnotherAuthority,
        ExpiredCertificate,
    }

    public async Task InitializeAsync() => await _underway.Task.WaitAsync(TestCluster.Patience);

    public async Task DisposeAsync()
    {
        _over.Set();
        await _cluster.DisposeAsync();
        _over.Dispose();
    }

    [Theory]
    [InlineData(Shown.Nothing)]
    [InlineData(Shown.CertificateOfAnotherAuthority)]
    [InlineData(Shown.ExpiredCertificate)]
    public async Task Who_shows_no_valid_certificate_of_the_cluster_gets_no_connection(Shown shown)
    {
        using var certificate = Certificate(shown);
        await IsShownOutAsync(stranger => stranger.EncryptAsync(certificate));
    }

    [Fact]
    public Task Random_bytes_get_no_connection() => IsShownOutAsync(stranger => stranger.SayAsync(Noise()));

    [Fact]
    public Task Who_repeats_what_another_node_said_gets_no_connection() =>
        IsShownOutAsync(stranger => stranger.SayAsync(_cluster.Server.Relay.Recorded[0]));

    [Fact]
    public Task Random_bytes_from_a_node_of_the_cluster_end_its_connection() => IsShownOutAsync(async stranger =>
    {
        await stranger.EncryptAsync(NodeCertificate("edge-1"));
        await stranger.SayAsync(Noise());
    });

    [Fact]
    public Task A_frame_that_is_said_to_be_huge_ends_its_connection_before_any_room_is_made_for_it() => IsShownOutAsync(async stranger =>
    {
        await stranger.EncryptAsync(NodeCertificate("edge-1"));
        await stranger.SayAsync(SaidToBeHuge);
    });

    [Theory]
    [InlineData(nameof(Rogue.Lie.StolenCertificate), "does not have the key of its certificate")]
    [InlineData(nameof(Rogue.Lie.OldProof), "answers no open challenge")]
    [InlineData(nameof(Rogue.Lie.ForeignType), "answers no open challenge")]
    public async Task A_member_that_lies_takes_no_part(string lie, string reason)
    {
        var unread = new TaskCompletionSource<object>();
        _cluster.ServerSystem.EventStream.Subscribe(_cluster.ServerSystem.ActorOf(Props.Create(() => new Telling(unread))), typeof(UnhandledMessage));
        _cluster.Keys!.Make([("edge-3", ClusterRole.Edge)], TimeSpan.FromDays(1));
        var (place, keys) = (TestNode.At(9, 1), _cluster.KeysOf("edge-3")!);
        using var relay = place.Relay;
        // It writes any type, as an Akka node does that is not told otherwise.
        var membership = place.Membership(
            ClusterRole.Edge, _cluster.Server, keys,
            Own + """, actor.serializers.json = "Akka.Serialization.NewtonSoftJsonSerializer, Akka" """);
        using var system = membership.Start();
        var (shown, denied) = (lie == nameof(Rogue.Lie.StolenCertificate) ? "edge-1" : "edge-3", new TaskCompletionSource<string>());
        using var certificate = NodeCertificate(shown);
        var server = ((ExtendedActorSystem)_cluster.ServerSystem).Provider.DefaultAddress;
        system.ActorOf(Props.Create(() => new Rogue(server, keys.Identity, certificate.RawData, Enum.Parse<Rogue.Lie>(lie), denied)));

        Assert.Contains(reason, await denied.Task.WaitAsync(TestCluster.Patience), StringComparison.Ordinal);
        Assert.Contains(reason, Assert.Single(_cluster.Log.Lines, line => line.Contains(place.Host, StringComparison.Ordinal) && line.Contains("not let in", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.False(unread.Task.IsCompleted); // a message of another type would have been one that the gate does not handle
        await CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance);
        await EndsAsInOneProcessAsync();
    }

    [Fact]
    public async Task Ten_thousand_who_say_nothing_keep_nobody_out_and_fill_no_log()
    {
        var crowd = new List<Stranger>();
        try
        {
            await CrowdInAsync(crowd).WaitAsync(TestCluster.Patience);
            await EndsAsInOneProcessAsync();
            Assert.InRange(_cluster.Log.Lines.Count, 0, Crowd / 10);
        }
        finally
        {
            foreach (var stranger in crowd)
                stranger.Dispose();
        }
    }

    private async Task CrowdInAsync(List<Stranger> crowd)
    {
        for (int i = 0; i < Crowd; i++)
            crowd.Add(await Stranger.AtAsync(_cluster.Server.Port));
        using var node = await Stranger.AtAsync(_cluster.Server.Port);
        await node.EncryptAsync(NodeCertificate("edge-1")); // throws if it is kept out
    }

    private async Task IsShownOutAsync(Func<Stranger, Task> tries)
    {
        using var stranger = await Stranger.AtAsync(_cluster.Server.Port);
        await tries(stranger);
        await stranger.UntilShownOutAsync();
        await UntilAsync(() => _cluster.Log.Lines.Any(stranger.IsNamedIn));
        await EndsAsInOneProcessAsync();
        Assert.InRange(_cluster.Log.Lines.Count(stranger.IsNamedIn), 1, MostLines);
    }

    private async Task EndsAsInOneProcessAsync()
    {
        Assert.Single(_cluster.Rounds); // the second one is being held
        _over.Set();
        Assert.Equal(await TestCluster.AloneAsync(Tiny.Experiment), await _cluster.ModelAsync());
        Assert.DoesNotContain(_cluster.Events.OfType<NodeRefused>(), refused => refused.Node.Contains(_cluster.Edges[0].Node.Host, StringComparison.Ordinal));
    }

    private void Hold(int round)
    {
        if (round != 1)
            return;
        _underway.TrySetResult();
        _over.Wait(TestCluster.Patience);
    }

    private X509Certificate2? Certificate(Shown shown)
    {
        var day = TimeSpan.FromDays(1);
        switch (shown)
        {
            case Shown.Nothing:
                return null;
            case Shown.ExpiredCertificate:
                using (var authority = X509CertificateLoader.LoadPkcs12FromFile(Path.Combine(_cluster.Keys!.PathOf("authority"), "authority.pfx"), password: null))
                    return new NodeAuthority(authority, TimeProvider.System).Issue("edge-1", ClusterRole.Edge, TimeSpan.FromMinutes(-30));
            default:
                return NodeAuthority.Create(day, TimeProvider.System).Issue("edge-1", ClusterRole.Edge, day);
        }
    }

    private X509Certificate2 NodeCertificate(string node) =>
        X509CertificateLoader.LoadPkcs12FromFile(Path.Combine(_cluster.Keys!.PathOf(node), NodeKeys.NodeFile), password: null);

    private static byte[] Noise()
    {
        var random = RandomStream.For(5, Purpose.Faults);
        return [.. Enumerable.Range(0, 3000).Select(_ => (byte)random.Next(256))];
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var enough = new CancellationTokenSource(TestCluster.Patience);
        while (!condition())
            await Task.Delay(10, enough.Token);
    }

    private sealed class Telling(TaskCompletionSource<object> told) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is UnhandledMessage { Message: not null } unhandled && unhandled.Recipient.Path.Name == ClusterRole.Gate)
                told.TrySetResult(unhandled.Message);
        }
    }
}
