using Akka.Actor;

namespace Akka.Cluster.Membership;

/// <summary>How a node leaves its cluster when its system shuts down.</summary>
internal static class ShutdownPhases
{
    public static void AddTo(CoordinatedShutdown shutdown, Cluster cluster)
    {
        shutdown.AddTask(CoordinatedShutdown.PhaseClusterLeave, "leave", () => LeaveAsync(cluster));
        shutdown.AddTask(CoordinatedShutdown.PhaseClusterExiting, "wait-exiting", () => IsOut(cluster) ? Task.FromResult(Done.Instance) : cluster.Exiting.Task);
        shutdown.AddTask(CoordinatedShutdown.PhaseClusterExitingDone, "exiting-completed", () =>
        {
            cluster.Tell(IsOut(cluster) ? new Order.Shutdown() : new Order.ExitingCompleted());
            return Task.FromResult(Done.Instance);
        });
        shutdown.AddTask(CoordinatedShutdown.PhaseClusterShutdown, "wait-shutdown", () => cluster.WhenStopped);
    }

    private static bool IsOut(Cluster cluster) => cluster.IsTerminated || cluster.SelfMember.Status is MemberStatus.Removed or MemberStatus.Down;

    private static async Task<Done> LeaveAsync(Cluster cluster)
    {
        if (IsOut(cluster)) return Done.Instance;
        cluster.Leave(cluster.SelfAddress);

        // Within the time of its phase; a node that finds nobody to let it go ends all the same.
        return await cluster.Exiting.Task.ConfigureAwait(false);
    }
}
