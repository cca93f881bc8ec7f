from enishi.community.models.places import Boundary, ResourceLoad, Town
from enishi.community.models.resource import Menu, Resource

__all__ = ["Boundary", "Menu", "Resource", "ResourceLoad", "Town"]
