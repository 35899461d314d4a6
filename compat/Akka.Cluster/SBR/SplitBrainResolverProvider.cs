using Akka.Actor;
using Akka.Event;

namespace Akka.Cluster.SBR;

/// <summary>Downs members by a strategy once a partition has stayed the same long enough.</summary>
public class SplitBrainResolverProvider : IDowningProvider
{
    private readonly Cluster _cluster;
    private readonly SplitBrainResolverSettings _settings;

    public SplitBrainResolverProvider(ActorSystem system, Cluster cluster)
    {
        _cluster = cluster;
        _settings = new SplitBrainResolverSettings(system.Settings.Config);
    }

    public TimeSpan DownRemovalMargin => _settings.DowningStableAfter;

    public Props DowningActorProps => Props.Create(() => new SplitBrainResolver(_cluster, _settings));

    /// <summary>Looks again and again; when nothing has changed for the stable time, the leader of its side decides.</summary>
    private sealed class SplitBrainResolver(Cluster cluster, SplitBrainResolverSettings settings) : UntypedActor, IWithTimers
    {
        private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

        private readonly ILoggingAdapter _log = Context.GetLogger();
        private ClusterEvent.CurrentClusterState _last = new();
        private long _changedAt;
        private long? _unstableSince;

        public ITimerScheduler Timers { get; set; }

        protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Interval), Look.Instance, Interval);

        protected override void OnReceive(object message)
        {
            if (message is Look) Decide(cluster.State, Environment.TickCount64);
            else Unhandled(message);
        }

        private static bool IsSame(ClusterEvent.CurrentClusterState one, ClusterEvent.CurrentClusterState other) =>
            one.Unreachable.SetEquals(other.Unreachable) && Counted(one).SequenceEqual(Counted(other));

        // Who only joins does not count yet.
        private static IEnumerable<(UniqueAddress Node, MemberStatus Status)> Counted(ClusterEvent.CurrentClusterState state) => state.Members
            .Where(static member => member.Status is not (MemberStatus.Joining or MemberStatus.WeaklyUp))
            .Select(static member => (member.UniqueAddress, member.Status));

        private void Decide(ClusterEvent.CurrentClusterState state, long now)
        {
            if (!IsSame(state, _last)) _changedAt = now;
            _last = state;
            if (state.Unreachable.All(static member => member.Status is MemberStatus.Down or MemberStatus.Exiting))
            {
                _unstableSince = null;
                return;
            }

            _unstableSince ??= now;
            if (cluster.SelfMember.Status is not (MemberStatus.Up or MemberStatus.Leaving) || state.Leader != cluster.SelfAddress) return;
            if (now - _changedAt >= settings.DowningStableAfter.TotalMilliseconds)
            {
                Execute(Strategies.For(settings)(state.Members, state.Unreachable), state);
            }
            else if (settings.DownAllWhenUnstable > TimeSpan.Zero && now - _unstableSince > settings.DownAllWhenUnstable.TotalMilliseconds)
            {
                _log.Warning("SBR detected instability for longer than {0}: all members are downed", settings.DownAllWhenUnstable);
                Execute(Verdict.DownAll, state);
            }
        }

        private void Execute(Verdict verdict, ClusterEvent.CurrentClusterState state)
        {
            Member[] downed = [.. state.Members.Where(member => verdict switch
            {
                Verdict.DownUnreachable => state.Unreachable.Contains(member),
                Verdict.DownReachable => !state.Unreachable.Contains(member),
                _ => true,
            })];
            _log.Warning("SBR took decision {0} and is downing [{1}]", verdict, string.Join(", ", downed.Select(member => member.Address)));

            // Itself last: the others are to hear of it.
            foreach (var member in downed.OrderBy(member => member.Address == cluster.SelfAddress)) cluster.Down(member.Address);
        }

        private sealed class Look
        {
            public static readonly Look Instance = new();
        }
    }
}
