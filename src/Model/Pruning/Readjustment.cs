namespace FedPrune.Model.Pruning;

/// <summary>
/// How much of the topology is given up to exploration in a round: <c>α_t = α₀/2·(1 + cos(πt/T_e))</c> for
/// <c>t &lt; T_e</c>, else 0, and only in every n-th round (RigL's annealing, Evci et al., 2020).
/// </summary>
/// <param name="Initial">α₀, the initial readjustment coefficient, in [0, 1).</param>
/// <param name="Until">T_e, the round from which the topology is no longer explored.</param>
/// <param name="Every">n: explored in rounds 0, n, 2n …</param>
public sealed record Readjustment(double Initial, double Until, int Every)
{
    /// <summary>No exploration at all.</summary>
    public static Readjustment None { get; } = new(0, 0, 1);

    /// <summary>α_t, the share of each layer's kept weights that is explored in round <paramref name="round"/>.</summary>
    public double At(int round) =>
        round < Until && round % Every == 0 ? Initial / 2 * (1 + Math.Cos(Math.PI * round / Until)) : 0;
}
