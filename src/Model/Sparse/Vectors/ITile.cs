namespace FedPrune.Model.Sparse.Vectors;

/// <summary>
/// A few neighbouring vectors that a kernel holds in registers. Tiles are built of <see cref="Tiles{TSimd, TVector}.One"/>
/// and <see cref="Tiles{TSimd, TVector}.Both{TFirst, TSecond}"/>; the runtime takes the structs apart into registers.
/// </summary>
internal unsafe interface ITile<TSelf, TVector>
    where TSelf : unmanaged, ITile<TSelf, TVector>
{
    static abstract int Vectors { get; }

    /// <summary><c>tile = value</c> in every vector.</summary>
    void Fill(TVector value);

    /// <summary><c>tile = from[at…]</c></summary>
    void Load(float* from, int at);

    /// <summary>Asks ahead for what <see cref="Load"/> would read.</summary>
    static abstract void Ask(float* from, int at);

    /// <summary><c>to[at…] = tile</c></summary>
    void Store(float* to, int at);

    /// <summary><c>tile += weight · x[at…]</c></summary>
    void AddProduct(TVector weight, float* x, int at);

    /// <summary>
    /// <c>even + odd += Σ tile ∘ x[at…]</c>, vector by vector in turn to one and the other, so that two chains of
    /// dependent additions run side by side.
    /// </summary>
    void AddDot(float* x, int at, ref TVector even, ref TVector odd);

    /// <summary><see cref="AddDot"/> and, loading x once, <c>sum += weight · x[at…]</c>.</summary>
    void AddDotAndProduct(float* x, int at, ref TVector even, ref TVector odd, TVector weight, ref TSelf sum);

    /// <summary><c>tile += other</c></summary>
    void Add(ref TSelf other);

    /// <summary>The sum of the tile's vectors.</summary>
    TVector Total();
}

/// <summary>A kernel that can be run with a tile of any size.</summary>
internal interface ITileKernel<TVector>
{
    void Run<TTile>()
        where TTile : unmanaged, ITile<TTile, TVector>;
}
