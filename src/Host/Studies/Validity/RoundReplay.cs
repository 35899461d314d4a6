using FedPrune.Actors;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Training;

namespace FedPrune.Host.Studies.Validity;

/// <summary>A round as it was: the sparse model that devices were sent, and what came back.</summary>
/// <param name="Round">t, from 0.</param>
/// <param name="Model">(P) W on the sent topology, 0 elsewhere.</param>
/// <param name="Updates">Those of all devices, in their order.</param>
/// <param name="Weighing">What the algorithm made of them.</param>
internal sealed record ReplayedRound(int Round, ReadOnlyMemory<float> Model, IReadOnlyList<Update> Updates, Weighing Weighing);

/// <summary>
/// Goes through a run again, round by round, to the same bits: a run's files hold no updates, since nobody but a contribution's
/// validation wants them.
/// </summary>
/// <param name="experiment">The run's: every device in every round, none late, and nothing remembered on devices.</param>
/// <param name="data">The run's.</param>
/// <param name="engine">What trained it.</param>
internal sealed class RoundReplay(Experiment experiment, FederatedData data, ITrainingEngine engine)
{
    /// <summary>W after the last round that was gone through.</summary>
    public GlobalModel Last { get; private set; } = GlobalModel.Initial(experiment.Algorithm, experiment.Network.Layout, experiment.Seed);

    /// <summary>The rounds, in their order.</summary>
    /// <exception cref="UserException">The run is not one that can be gone through again like this.</exception>
    public IEnumerable<ReplayedRound> Rounds()
    {
        if (experiment.Cohort != experiment.Devices || double.IsFinite(experiment.Deadline) || experiment.Algorithm.Tailoring is not null)
            throw UserException.Usage("contributions are validated where all devices take part in every round and get the same model: set cohort = devices, round.deadline = off");
        for (int round = 0; round < experiment.Rounds; round++)
        {
            var pruned = RoundPlan.PrunedTopology(experiment.Algorithm, experiment.Network.Layout, Last, experiment.Seed);
            var plan = RoundPlan.For(experiment.Algorithm, Last, pruned, experiment.Seed, round);
            Update[] updates = [.. Enumerable.Range(0, experiment.Devices).Select(device => Trained(plan, device))];
            var weighing = Weighing.Of(experiment.Algorithm, updates, Last.Reputations, round, experiment.Rounds);
            var sent = new float[experiment.Network.Layout.Count];
            plan.Sent.Expand(plan.Values.Span, sent);
            yield return new ReplayedRound(round, sent, updates, weighing);
            Last = NextModel.After(experiment.Algorithm, Last, plan, updates, weighing);
        }
    }

    private Update Trained(RoundPlan plan, int device)
    {
        var job = new TrainingJob(
            plan.Sent, plan.Values, data.Partition.Memory(device), data.Labels, experiment.Training, experiment.Seed, plan.Round, device)
        {
            Work = plan.Work,
        };
        var outcome = plan.Work.Run(engine, job);
        return new Update(device, job.Samples.Length, outcome.Topology ?? plan.Sent, outcome.Update) { Loss = outcome.Loss, Report = outcome.Report };
    }
}
