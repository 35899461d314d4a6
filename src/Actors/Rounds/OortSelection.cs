namespace FedPrune.Actors.Rounds;

/// <summary>
/// By what a device's data are worth and how fast it is, after Oort (Lai et al., 2021): <c>U = n·loss + √(0.1·ln t/t_i)</c>,
/// times <c>(T/seconds)^α</c> for those slower than T; a share ε of the round goes to devices never seen, uniformly.
/// </summary>
/// <remarks>Oort-like: T stays, where Oort's pacer moves it; the root of the mean squared loss is the mean loss.</remarks>
/// <param name="PreferredSeconds">T.</param>
public sealed record OortSelection(double PreferredSeconds) : SelectionRule
{
    private const double Explored = 0.9, LeastExplored = 0.3, Decay = 0.98, Penalty = 2, Bonus = 0.1;

    public override bool NeedsExperience => true;

    public override int[] Select(SelectionRound round)
    {
        var explored = Math.Max(LeastExplored, Explored * Math.Pow(Decay, round.Round));
        var known = round.Seen.Keys.Where(round.MayAsk).OrderByDescending(device => Utility(round, device)).ThenBy(device => device);
        List<int> chosen = [.. known.Take(round.Wanted - (int)Math.Round(explored * round.Wanted))];
        chosen.AddRange(Uniformly(round, round.Wanted - chosen.Count, round.Random(), round.Seen.ContainsKey));
        if (chosen.Count < round.Wanted)
            chosen.AddRange([.. known.Skip(chosen.Count(round.Seen.ContainsKey)).Take(round.Wanted - chosen.Count)]);
        return [.. chosen.Order()];
    }

    private double Utility(SelectionRound round, int device)
    {
        var seen = round.Seen[device];
        var worth = (round.Samples[device] * seen.Loss) + Math.Sqrt(Bonus * Math.Log(1 + round.Round) / (1 + seen.Round));
        return seen.Seconds > PreferredSeconds ? worth * Math.Pow(PreferredSeconds / seen.Seconds, Penalty) : worth;
    }
}
