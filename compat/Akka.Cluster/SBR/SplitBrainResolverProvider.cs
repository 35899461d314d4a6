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

    /// <summary>Waits until nothing has changed for the stable time, then, on the leader of its side, decides.</summary>
    private sealed class SplitBrainResolver : UntypedActor, IWithTimers
    {
        private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

        private readonly Cluster _cluster;
        private readonly SplitBrainResolverSettings _settings;
        private readonly ILoggingAdapter _log = Context.GetLogger();
        private long _changedAt;
        private long? _unstableSince;

        public SplitBrainResolver(Cluster cluster, SplitBrainResolverSettings settings)
        {
            _cluster = cluster;
            _settings = settings;
        }

        public ITimerScheduler Timers { get; set; }

        protected override void PreStart()
        {
            _cluster.Subscribe(Self, ClusterEvent.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.IReachabilityEvent));
            Timers.StartPeriodicTimer(nameof(Interval), Look.Instance, Interval);
        }

        protected override void PostStop() => _cluster.Unsubscribe(Self);

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Look: Decide(_cluster.State); break;
                case ClusterEvent.MemberJoined or ClusterEvent.MemberWeaklyUp: break; // they do not count yet
                case ClusterEvent.IClusterDomainEvent: _changedAt = Environment.TickCount64; break;
                default: Unhandled(message); break;
            }
        }

        private void Decide(ClusterEvent.CurrentClusterState state)
        {
            var self = _cluster.SelfMember;
            var undecided = state.Unreachable.Any(static member => member.Status is not (MemberStatus.Down or MemberStatus.Exiting));
            if (!undecided) _unstableSince = null;
            if (!undecided || self.Status is not (MemberStatus.Up or MemberStatus.Leaving) || state.Leader != self.Address) return;
            var now = Environment.TickCount64;
            _unstableSince ??= now;
            if (now - _changedAt >= _settings.DowningStableAfter.TotalMilliseconds)
            {
                Execute(Strategies.For(_settings)(state.Members, state.Unreachable), state);
            }
            else if (_settings.DownAllWhenUnstable > TimeSpan.Zero && now - _unstableSince > _settings.DownAllWhenUnstable.TotalMilliseconds)
            {
                _log.Warning("SBR detected instability for longer than {0}: all members are downed", _settings.DownAllWhenUnstable);
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
            foreach (var member in downed.OrderBy(member => member.Address == _cluster.SelfAddress)) _cluster.Down(member.Address);
            _changedAt = Environment.TickCount64;
        }

        private sealed class Look
        {
            public static readonly Look Instance = new();
        }
    }
}
