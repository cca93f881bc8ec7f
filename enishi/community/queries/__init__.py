from enishi.community.queries.offers import offers

__all__ = ["offers"]
