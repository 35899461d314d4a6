namespace FedPrune.Model.Wire;

/// <summary>
/// The most that a receiver accepts. Nothing is allocated on the word of a payload beyond what these allow: one index and
/// one value for each of <see cref="MaxParameters"/>.
/// </summary>
/// <param name="MaxParameters">Largest network, in parameters.</param>
/// <param name="MaxBytes">Largest payload, in bytes.</param>
public sealed record WireLimits(int MaxParameters = 100_000_000, int MaxBytes = 512 << 20);
